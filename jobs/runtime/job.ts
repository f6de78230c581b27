import type { Context } from "../../context/mod.ts";
import type { Work } from "../../db/transact.ts";

/** Work that runs on a schedule, at once when something waits for it, or by hand. */
export interface Job {
  /** Its name in the list, in the log and for `deno task job NAME`. */
  readonly name: string;
  /** One sentence about what it does, for `deno task job`. */
  readonly summary: string;
  /** When Deno.cron runs it. */
  readonly schedule: string;
  /** The work that it does: a transaction that leaves some wakes it. Its schedule finds the rest. */
  readonly work?: Work;
  /**
   * Does the work that is due, in batches, until nothing is left or the signal aborts. Returns
   * counts of what it did. It may die anywhere and be run again.
   */
  run(ctx: Context, signal: AbortSignal): Promise<Record<string, number>>;
}
