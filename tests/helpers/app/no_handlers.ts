import type { InvalidationHandlers } from "../../../actors/topics/cluster.ts";

/** An instance that keeps nothing in memory. */
export const NO_HANDLERS: InvalidationHandlers = {
  isOwnWriter: () => false,
  isOwnCommit: () => false,
  invalidate() {},
  applyCounters() {},
  applyHead() {},
  topicAppended() {},
  actorChanged() {},
  heardTyping() {},
  missedMessages() {},
  caughtUp() {},
};
