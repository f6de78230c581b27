import type { Context } from "../../context/mod.ts";
import type { Work } from "../../db/transact.ts";

/** Work that runs on a schedule, when something waits for it, or by hand. */
export interface Job {
  /** The name in the list, in the log and for `deno task job NAME`. */
  readonly name: string;
  /** Its effect, in one sentence, for `deno task job`. */
  readonly summary: string;
  /** The schedule for Deno.cron. */
  readonly schedule: string;
  /**
   * The kind of its work. A transaction that leaves such work wakes the job; its schedule finds the
   * rest.
   */
  readonly work?: Work;
  /**
   * Does all due work in batches, until nothing is left or the signal aborts. Returns its counts.
   * It may die anywhere and run again.
   */
  run(ctx: Context, signal: AbortSignal): Promise<Record<string, number>>;
}
