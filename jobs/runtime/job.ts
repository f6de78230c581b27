import type { Context } from "../../context/mod.ts";

/** Work that runs on a schedule, at once when something waits for it, or by hand. */
export interface Job {
  /** Its name in the list, in the log and for `deno task job NAME`. */
  readonly name: string;
  /** What it does, in one sentence, for `deno task job`. */
  readonly summary: string;
  /** When Deno.cron runs it. */
  readonly schedule: string;
  /**
   * Does what is due, in batches, until nothing is left or the signal aborts. Returns what it
   * counted. It may die anywhere and be run again.
   */
  run(ctx: Context, signal: AbortSignal): Promise<Record<string, number>>;
}
