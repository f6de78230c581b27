import { listFeedRows } from "../../../actors/users/feed.ts";
import type { LogEntry } from "../../../actors/topics/topics.ts";
import type { TestApp } from "./app.ts";
import { ok, walkList } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

const LOG_START = { versionstamp: "0".repeat(20), index: Number.MAX_SAFE_INTEGER };

/** Returns every entry of a topic's log, from its beginning. */
export async function logOf({ ctx }: TestApp, topic: string): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let place = LOG_START;;) {
    ctx.logs.forget(topic);
    const placed = await ctx.logs.after(topic, place);
    if (placed.length === 0) return entries;
    entries.push(...placed.map(({ entry }) => entry));
    place = placed.at(-1)!.position;
  }
}

/** Returns the posts in a user's feed rows, newest first. */
export async function feedRowsOf({ ctx }: TestApp, userId: string): Promise<string[]> {
  return (await listFeedRows(ctx.kv, userId, null, 1000)).map((row) => row.postId);
}

/** Returns a person's notifications in short, newest first, and the unread count. */
export async function inboxOf(person: Person): Promise<{ items: string[]; unread: number }> {
  const all = await walkList(person, "/notifications", "notifications", 50);
  const items = all.map(({ type, actorsCount, isRead }) =>
    `${type} of ${actorsCount}${isRead ? ", read" : ""}`
  );
  const { data } = ok(await person.get("/notifications/unread-count"), 200);
  return { items, unread: data.unreadCount };
}

/**
 * Follows a topic as a socket does. `signal` resolves with the next signal of this kind: the topic
 * grows, is counted, or loses rights. The instance is busy until then.
 */
export async function expectSignal(
  { ctx }: TestApp,
  topic: string,
  kind: string,
): Promise<{ signal: Promise<void> }> {
  const received = Promise.withResolvers<void>();
  const socket = ctx.activity.begin();
  const following = ctx.hub.follow(topic, (signal) => {
    if (signal === kind) received.resolve();
  });
  await ctx.logs.head(topic);
  const signal = received.promise.finally(() => {
    following[Symbol.dispose]();
    socket[Symbol.dispose]();
  });
  return { signal };
}
