/** The recipients of events are divided into this many parts. Each has one deliverer at a time. */
export const PARTS = 64;

/** Returns the part of a user or of a topic: the lowest bits of the id at its end. */
export function partOf(id: string): number {
  return parseInt(id.slice(-2), 16) % PARTS;
}
