import { z } from "zod";
import type { Stats } from "../../db/operations/stats.ts";

/** Counts of users, posts and everything else. */
export const statsSchema = z.object({
  users: z.object({
    total: z.int(),
    newToday: z.int(),
    newThisWeek: z.int(),
    activeToday: z.int(),
    activeThisMonth: z.int(),
    suspended: z.int(),
    verified: z.int(),
    private: z.int(),
  }),
  sessions: z.int(),
  apiTokens: z.int(),
  posts: z.object({ total: z.int(), newToday: z.int() }),
  likes: z.int(),
  comments: z.int(),
  follows: z.int(),
  media: z.object({ ready: z.int(), waiting: z.int(), failed: z.int(), bytes: z.int() }),
  /** Events that are not delivered yet. */
  outbox: z.object({ events: z.int(), oldestSeconds: z.number() }),
}).meta({ id: "Stats" });

/** Returns the counts as clients see them. */
export function statsView(
  stats: Stats,
  outbox: { events: number; oldestSeconds: number },
): z.input<typeof statsSchema> {
  return {
    users: {
      total: stats.users,
      newToday: stats.usersOfDay,
      newThisWeek: stats.usersOfWeek,
      activeToday: stats.activeOfDay,
      activeThisMonth: stats.activeOfMonth,
      suspended: stats.suspended,
      verified: stats.verified,
      private: stats.privateAccounts,
    },
    sessions: stats.sessions,
    apiTokens: stats.apiTokens,
    posts: { total: stats.posts, newToday: stats.postsOfDay },
    likes: stats.likes,
    comments: stats.comments,
    follows: stats.follows,
    media: {
      ready: stats.media,
      waiting: stats.mediaWaiting,
      failed: stats.mediaFailed,
      bytes: stats.mediaBytes,
    },
    outbox: { events: outbox.events, oldestSeconds: outbox.oldestSeconds },
  };
}
