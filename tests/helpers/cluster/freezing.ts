import { delay } from "../../../lib/delay.ts";

/** Something that stands still for a while, as a suspended machine does. */
export interface Freezable {
  freeze(): void;
  thaw(): void;
}

/** Freezes a part for `ms` milliseconds, or longer if `meanwhile` takes longer. */
export async function whileFrozen(
  part: Freezable,
  ms: number,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  part.freeze();
  try {
    await Promise.all([meanwhile(), delay(ms)]);
  } finally {
    part.thaw();
  }
}
