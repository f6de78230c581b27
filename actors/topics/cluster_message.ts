import type { CacheName, Invalidation } from "../../domain/events/invalidations.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Typing } from "../../domain/presence/presence.ts";

/** The topic on which instances notify each other of outdated cache entries and of grown topics. */
export const CLUSTER_TOPIC = "cluster";
/** The life of a message. An instance that has read none for this long must drop all caches. */
export const CLUSTER_MESSAGES_KEPT_MS = 2 * 60_000;

/** The effects of a commit of deliveries that matter to other instances. */
export interface ClusterMessage {
  /** The instance that delivered. It has already applied all this. */
  by: string;
  /** Outdated cache entries by the writer of the event, which applied its own at its commit. */
  invalidations: Record<string, Invalidation[]>;
  counters: Counters[];
  /** Topics whose logs have grown. */
  topics: string[];
  /** Actors whose rows were written, as `kind:id`. */
  actors: string[];
  /** People who type now. */
  typing?: Typing[];
}

/**
 * A message in KV, as the previous version writes and reads it: both run side by side during an
 * upgrade. An invalidation is the text `cache:id`, which also takes less of the 64 KiB of a row.
 */
export interface StoredMessage extends Omit<ClusterMessage, "invalidations"> {
  touches: Record<string, string[]>;
  /** Whether another log has the message too: this one is for instances of the previous version. */
  isCopy?: boolean;
}

/** The content of a log entry that carries a message of the cluster. */
export interface ClusterContent {
  type: "news";
  ref: StoredMessage;
}

/** An entry of a log that carries a message of the cluster. */
export type ClusterEntry = ClusterContent & { id: string; at: number };

/** Returns a message as KV stores it. */
export function storedMessage({ invalidations, ...message }: ClusterMessage): StoredMessage {
  return { ...message, touches: mapLists(invalidations, touchOf) };
}

/** Returns the message that KV has stored. */
export function clusterMessage({ touches, isCopy: _, ...message }: StoredMessage): ClusterMessage {
  return { ...message, invalidations: mapLists(touches, invalidationOf) };
}

function touchOf({ cache, id }: Invalidation): string {
  return `${cache === "viewer_states" ? "engagements" : cache}:${id}`;
}

function invalidationOf(touch: string): Invalidation {
  const colon = touch.indexOf(":");
  const name = touch.slice(0, colon);
  const cache = name === "engagements" ? "viewer_states" : name as CacheName;
  return { cache, id: touch.slice(colon + 1) };
}

function mapLists<T, R>(lists: Record<string, T[]>, map: (item: T) => R): Record<string, R[]> {
  return Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, list.map(map)]));
}
