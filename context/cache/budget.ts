import { getHeapStatistics } from "node:v8";

const MIB = 1024 ** 2;
/** The budget where memory is plentiful. */
const PLENTY: CacheBudget = { reads: 272 * MIB, actors: 64 * MIB, pages: 176 * MIB };
/** The most that they take of the heap. The rest is for requests, and for garbage. */
const HEAP_SHARE = 0.5;

/** The most bytes of the caches, by their own estimates, which are about twice the real size. */
export interface CacheBudget {
  /** Rows that recent readers needed. */
  reads: number;
  /** The states of actors. */
  actors: number;
  /** The texts of feeds. */
  pages: number;
}

/**
 * Returns the budget for a heap. By default that is the heap of this process, whose limit Deno
 * derives from the memory of the machine or of the container.
 */
export function cacheBudget(heapBytes = getHeapStatistics().heap_size_limit): CacheBudget {
  const { reads, actors, pages } = PLENTY;
  const scale = Math.min(1, HEAP_SHARE * heapBytes / (reads + actors + pages));
  return { reads: scale * reads, actors: scale * actors, pages: scale * pages };
}
