import type { World } from "./world.ts";

/** A row of the table. */
export interface Line {
  name: string;
  ours: string;
  baseline: string;
  ratio: string;
  target: string;
  isMet: boolean;
}

/** Returns a row whose target is a number, not another program. */
export function lineOfOurs(line: Omit<Line, "baseline" | "ratio">): Line {
  return { ...line, baseline: "", ratio: "" };
}

/** A named measurement. */
export interface Benchmark {
  name: string;
  /** Whether nobody needs to follow or to post. */
  needsPeopleOnly?: boolean;
  run(world: World): Promise<Line[]>;
}

/** A measurement that needs neither databases nor servers. */
export interface LoneBenchmark {
  name: string;
  runAlone(): Promise<Line[]>;
}

/** How often ours and the baseline are measured in turn, because the machine may be busy. */
export const ROUNDS = 5;
/** The duration of one measurement in a round. */
export const ROUND_SECONDS = 2;
/** The start of each measurement that is not counted: the load generator has to warm up. */
export const WARM_UP_SECONDS = 0.5;
