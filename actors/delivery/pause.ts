import type { Delivered } from "../../domain/events/delivery.ts";
import { showsLoad } from "../../domain/events/load.ts";

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
