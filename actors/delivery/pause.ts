import type { Delivered } from "../../domain/events/delivery.ts";

/** Actions per second that show load, measured over at least {@link MOMENT_MS}. */
const MANY_PER_SECOND = 2000;
const MOMENT_MS = 100;
/** A pause is this many times as long as the work before it: one slow delivery starts no series. */
const PAUSE_TIMES = 6;
const PAUSE_MS_MAX = 2000;

/**
 * Returns how many milliseconds a lane lets events gather, after a delivery that took `workMs`.
 * While others wait, it is 0: a pause would let the backlog grow.
 */
export function pauseMs(delivery: Delivered, workMs: number): number {
  if (delivery.othersMayWait || !showsLoad(delivery)) return 0;
  return Math.min(PAUSE_TIMES * workMs, PAUSE_MS_MAX);
}

/**
 * Whether events that waited together report so many actions that the next are worth gathering.
 * Events after a slow delivery report many too, but over a longer time.
 */
function showsLoad({ actions, spanMs }: Delivered): boolean {
  return actions * 1000 >= MANY_PER_SECOND * Math.max(spanMs, MOMENT_MS);
}
