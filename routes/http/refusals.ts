import type { Context } from "../../context/mod.ts";
import {
  GUESS_PURPOSES,
  type GuessPurpose,
  type LimitClass,
  RATE_LIMITS,
} from "../../domain/limits.ts";

type RefusalClass = LimitClass | `guess_${GuessPurpose}`;

const CLASSES: readonly RefusalClass[] = [
  ...Object.keys(RATE_LIMITS) as LimitClass[],
  ...GUESS_PURPOSES.map((purpose) => `guess_${purpose}` as const),
];
const REFUSED = {
  name: "tintype_rate_limited_total",
  help: "Requests that were refused because there were too many, by class of limit",
  labels: { class: CLASSES },
};

/** Counts a request that was refused because there were too many. */
export function countRefusal({ metrics }: Context, limitClass: RefusalClass): void {
  metrics.count(REFUSED, { class: limitClass });
}
