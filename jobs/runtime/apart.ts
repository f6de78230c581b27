import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import { BATCH } from "./batches.ts";

/** What a job did for each of many: how many went well, and how many went wrong. */
export interface Apart {
  done: number;
  failed: number;
}

/** Errors of one run that are logged; all are counted. */
const LOGGED_MAX = 20;

/**
 * Works for each of those that a list has, page by page. Where the work for one throws, that is
 * logged and counted, and the others get theirs. Only a part that is down ends it: that is the
 * fault of nobody in the list. Work returns false where there was nothing to do.
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
