import type { Context } from "../../context/mod.ts";
import { countParkedEvents } from "../../db/outbox/failed_events.ts";
import { mediaBacklog } from "../../db/media/backlog.ts";
import { outboxBacklog } from "../../db/outbox/rows.ts";
import { within } from "../../lib/deadline.ts";

const READING_MS_MAX = 2000;
const OUTBOX = { name: "of", values: ["events", "oldest_seconds"] } as const;
const MEDIA = { name: "status", values: ["processing", "pending"] } as const;
const CACHES = {
  name: "cache",
  values: [
    "posts",
    "counters",
    "users",
    "relations",
    "sessions",
    "recent_posts",
    "recent_reposts",
  ],
} as const;

/** Registers the gauges of the program's parts. They are read when the metrics are requested. */
export function registerGauges(ctx: Context): void {
  const { metrics, actors, cache, hub, sockets, sql } = ctx;
  metrics.gauge(
    "tintype_actor_messages_waiting",
    "Units that wait for a commit",
    () => actors.stats().waiting,
  );
  metrics.gauge("tintype_actors_resident", "Actors in memory", () => actors.stats().resident);
  metrics.gauge(
    "tintype_kv_commits",
    "Commits of actors since the start",
    () => actors.stats().commits,
  );
  metrics.gauge("tintype_kv_mutations", "Mutations in them", () => actors.stats().mutations);
  metrics.gauge(
    "tintype_passwords_waiting",
    "Passwords that wait to be hashed",
    () => ctx.passwords.waiting,
  );
  metrics.gauge("tintype_sockets_open", "Open live connections", () => sockets.size);
  metrics.gauge("tintype_topics_followed", "Topics that somebody here follows", () => hub.size);
  metrics.gaugeBy(CACHES, "tintype_cache_entries", "Entries of the caches in memory", () => ({
    posts: cache.posts.size,
    counters: cache.counters.size,
    users: cache.users.size,
    relations: cache.relations.size,
    sessions: cache.sessions.size,
    recent_posts: cache.recentPosts.size,
    recent_reposts: cache.recentReposts.size,
  }));
  metrics.gaugeBy(
    OUTBOX,
    "tintype_outbox",
    "Events that wait, and the age of the oldest",
    async () => {
      const { events, oldestSeconds } = await within(READING_MS_MAX, outboxBacklog(sql));
      return { events, oldest_seconds: oldestSeconds };
    },
  );
  metrics.gauge(
    "tintype_outbox_failed",
    "Events that failed each time and were parked",
    () => within(READING_MS_MAX, countParkedEvents(sql)),
  );
  metrics.gaugeBy(
    MEDIA,
    "tintype_media",
    "Media that are not ready",
    () => within(READING_MS_MAX, mediaBacklog(sql)),
  );
  metrics.gauge(
    "tintype_rate_limits_degraded",
    "1 while limits are not shared with the other instances",
    () => ctx.limiter.isDegraded ? 1 : 0,
  );
  metrics.gauge(
    "tintype_limits_alone",
    "The old name of tintype_rate_limits_degraded, for one release",
    () => ctx.limiter.isDegraded ? 1 : 0,
  );
  metrics.gauge(
    "tintype_cluster_out_of_sync",
    "1 while messages of the other instances cannot be read",
    () => ctx.isOutOfSync() ? 1 : 0,
  );
  metrics.gauge(
    "tintype_deaf",
    "The old name of tintype_cluster_out_of_sync, for one release",
    () => ctx.isOutOfSync() ? 1 : 0,
  );
}
