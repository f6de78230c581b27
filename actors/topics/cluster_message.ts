import type { Invalidation } from "../../domain/events/invalidations.ts";
import type { Counters } from "../../domain/posts/posts.ts";

/** The topic on which instances notify each other of outdated cache entries and of grown topics. */
export const CLUSTER_TOPIC = "cluster";
/** The life of its log. An instance that has not read it for this long must drop all caches. */
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
}

/** The content of a log entry that carries a message of the cluster. */
export interface ClusterContent {
  type: "news";
  ref: ClusterMessage;
}
