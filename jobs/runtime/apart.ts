import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import { BATCH } from "./batches.ts";

/** The outcome of a job that works on many things separately. */
export interface Apart {
  done: number;
  failed: number;
}

/** Errors of one run that are logged; all are counted. */
const LOGGED_MAX = 20;

/**
 * Works on each item of a list, page by page. An error of one item is logged and counted, and the
 * others continue. Only a service that is down ends the loop, because no item is at fault. `work`
 * returns false if there was nothing to do.
 */
export async function forEachApart<T extends { id: string }>(
  { log }: Pick<Context, "log">,
  signal: AbortSignal,
  list: (after: T | null, limit: number) => Promise<readonly T[]>,
  work: (one: T) => Promise<unknown>,
): Promise<Apart> {
  const counts: Apart = { done: 0, failed: 0 };
  let after: T | null = null;
  while (!signal.aborted) {
    const page: readonly T[] = await list(after, BATCH);
    for (const one of page) {
      if (signal.aborted) break;
      try {
        if (await work(one) !== false) counts.done++;
      } catch (error) {
        if (isDown(error)) throw error;
        if (++counts.failed <= LOGGED_MAX) log.error("work for one failed", { id: one.id, error });
      }
    }
    if (page.length < BATCH) break;
    after = page.at(-1)!;
  }
  return counts;
}
