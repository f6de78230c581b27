import type { Context } from "../context.ts";
import { mediaBacklog } from "../db/media_backlog.ts";
import { outboxBacklog } from "../db/outbox.ts";
import { within } from "../lib/deadline.ts";

const READING_MS_MAX = 2000;

/** Tells the metrics what the parts of the program report of themselves when they are asked. */
export function registerGauges(ctx: Context): void {
  const { metrics, actors, hot, hub, sockets, sql } = ctx;
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
  metrics.gauge("tintype_sockets_open", "Open live connections", () => sockets.size);
  metrics.gauge("tintype_topics_followed", "Topics that somebody here follows", () => hub.size);
  metrics.gauge("tintype_cache_entries", "Entries of the caches in memory", () => ({
    posts: hot.posts.size,
    counters: hot.counters.size,
    users: hot.users.size,
    relations: hot.relations.size,
    sessions: hot.sessions.size,
    recent_posts: hot.recentPosts.size,
    recent_reposts: hot.recentReposts.size,
  }), "cache");
  metrics.gauge("tintype_outbox", "Events that wait, and the age of the oldest", async () => {
    const { events, oldestSeconds } = await within(READING_MS_MAX, outboxBacklog(sql));
    return { events, oldest_seconds: oldestSeconds };
  }, "of");
  metrics.gauge(
    "tintype_media",
    "Media that are not ready",
    async () => ({ ...await within(READING_MS_MAX, mediaBacklog(sql)) }),
    "status",
  );
  metrics.gauge(
    "tintype_limits_alone",
    "1 while limits are not shared with the other instances",
    () => ctx.limiter.isAlone ? 1 : 0,
  );
  metrics.gauge(
    "tintype_deaf",
    "1 while the other instances cannot be heard",
    () => ctx.isDeaf() ? 1 : 0,
  );
}
