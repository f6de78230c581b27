import type { World } from "./world.ts";

/** A line of the table. */
export interface Line {
  name: string;
  ours: string;
  baseline: string;
  ratio: string;
  target: string;
  isMet: boolean;
}

/** A line that is held against a number, not against another program. */
export function lineOfOurs(line: Omit<Line, "baseline" | "ratio">): Line {
  return { ...line, baseline: "", ratio: "" };
}

/** Something to be measured. */
export interface Benchmark {
  name: string;
  run(world: World): Promise<Line[]>;
}

/** How often ours and the baseline are measured in turn; the machine may be busy with other things. */
export const ROUNDS = 5;
/** How long one measurement of a round takes. */
export const ROUND_SECONDS = 2;
/** What of each measurement is not counted: the generator itself has to get warm. */
export const WARM_UP_SECONDS = 0.5;
