import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import type { ClusterMessage } from "../topics/cluster_message.ts";
import { userTopic } from "../../domain/events/topics.ts";
import type { Effect } from "./effects.ts";
import { effectsOf, type PreparedEvents } from "./units.ts";

/** Returns the events whose effects cannot be worked out, with their errors. */
export function faultsOf(batch: PreparedEvents): Map<RecordedEvent, unknown> {
  const faults = new Map<RecordedEvent, unknown>();
  for (const recorded of batch.events) {
    try {
      clusterMessageOf("", effectsOf({ ...batch, events: [recorded] }, 0));
    } catch (error) {
      faults.set(recorded, error);
    }
  }
  return faults;
}

/** Returns the message to the other instances about effects that this one has delivered. */
export function clusterMessageOf(by: string, effects: readonly Effect[]): ClusterMessage {
  const invalidations: Record<string, Invalidation[]> = {};
  const counters = new Map<string, Counters>();
  for (const { recorded: { writerId }, ...effect } of effects) {
    (invalidations[writerId] ??= []).push(...effect.invalidations);
    for (const counted of effect.counters) counters.set(counted.postId, counted);
  }
  const topics = new Set(effects.flatMap((effect) => effect.log.map(({ topic }) => topic)));
  const actors = new Set<string>();
  for (const { kind, id } of effects.flatMap((effect) => effect.envelopes)) {
    actors.add(`${kind.kind}:${id}`);
    if (kind.kind === "inbox") topics.add(userTopic(id));
  }
  return {
    by,
    invalidations,
    counters: [...counters.values()],
    topics: [...topics],
    actors: [...actors],
  };
}
