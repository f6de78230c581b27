/**
 * The lanes of the outbox. Events of one lane are delivered one after the other. Fan-outs have a
 * lane of their own, so that a popular author's post never delays a like. So have conversations:
 * messages never wait for likes, nor likes for messages.
 */
export const LANES = ["main", "fan_out", "talk"] as const;
/** One of {@link LANES}. */
export type Lane = (typeof LANES)[number];

/**
 * Returns the name of a lane in rows. Programs of the previous version take the rows that have the
 * bare name: see `adoptOldLanes`.
 */
export const laneInRows = (lane: Lane) => `${lane}:parts`;
