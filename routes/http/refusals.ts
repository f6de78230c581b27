import type { Context } from "../../context/mod.ts";
import {
  ATTEMPT_PURPOSES,
  type AttemptPurpose,
  type LimitClass,
  RATE_LIMITS,
} from "../../domain/limits.ts";

type RefusalClass = LimitClass | `guess_${AttemptPurpose}`;

const CLASSES: readonly RefusalClass[] = [
  ...Object.keys(RATE_LIMITS) as LimitClass[],
  ...ATTEMPT_PURPOSES.map((purpose) => `guess_${purpose}` as const),
];
const REFUSED = {
  name: "tintype_rate_limited_total",
  help: "Requests that were refused because there were too many, by class of limit",
  labels: { class: CLASSES },
};

/** Counts a request that a rate limit has refused. */
export function countRefusal({ metrics }: Context, limitClass: RefusalClass): void {
  metrics.count(REFUSED, { class: limitClass });
}
