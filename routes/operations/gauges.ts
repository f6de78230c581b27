import type { Context } from "../../context/mod.ts";
import { countParkedEvents } from "../../db/outbox/failed_events.ts";
import { mediaBacklog } from "../../db/media/backlog.ts";
import { oldestEventSeconds, outboxBacklog } from "../../db/outbox/rows.ts";
import { within } from "../../lib/deadline.ts";
import { CHECKS, readinessOf } from "./readiness.ts";

const READING_MS_MAX = 2000;
const OUTBOX = { name: "of", values: ["events", "oldest_seconds"] } as const;
const CHECK = { name: "check", values: CHECKS } as const;
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
  metrics.gaugeBy(CHECK, "tintype_check_passes", "1 while a check of /ready passes", async () => {
    const { checks } = await readinessOf(ctx);
    const passes = CHECKS.map((name) => [name, checks[name].status === "pass" ? 1 : 0]);
    return Object.fromEntries(passes) as Record<typeof CHECKS[number], number>;
  });
  const backlog = () => within(READING_MS_MAX, outboxBacklog(sql));
  metrics.gauge(
    "tintype_outbox_events",
    "Events that wait for delivery",
    async () => (await backlog()).events,
  );
  metrics.gauge(
    "tintype_outbox_oldest_seconds",
    "How long the oldest event has waited for delivery",
    () => within(READING_MS_MAX, oldestEventSeconds(sql)),
  );
  metrics.gaugeBy(OUTBOX, "tintype_outbox", "The old name of both, for one release", async () => {
    const { events, oldestSeconds } = await backlog();
    return { events, oldest_seconds: oldestSeconds };
  });
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
