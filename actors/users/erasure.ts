import { userTopic } from "../../domain/events/topics.ts";

const DELETED_AT_ONCE = 500;

/**
 * The row that changes when Postgres has erased something and KV is about to forget it. Writes of
 * inboxes and feeds check it, so none that was read from Postgres before can bring it back.
 */
export const ERASURES: Deno.KvKey = ["erasures"];

/** Makes all stores refuse writes that check {@link ERASURES} and began before. */
export async function refuseOlderWrites(stores: readonly Deno.Kv[]): Promise<void> {
  await Promise.all(stores.map((store) => store.set(ERASURES, Date.now())));
}

/** Deletes everything in KV that belongs to a user: feed, inbox and the log of their topic. */
export async function forgetUser(kv: Deno.Kv, userId: string): Promise<void> {
  for (const prefix of [["user", userId], ["log", userTopic(userId)]]) {
    const keys = await Array.fromAsync(kv.list({ prefix }), ({ key }) => key);
    await deleteKeys(kv, keys);
  }
}

/**
 * Deletes an author's posts and reposts from the feed of somebody else. Returns how many. Places in
 * feeds are ids in the order of time, so none of the author's is older than the author.
 */
export async function forgetAuthor(
  kv: Deno.Kv,
  readerId: string,
  authorId: string,
): Promise<number> {
  const rows = kv.list<[string, string, string?]>({
    prefix: ["user", readerId, "feed"],
    start: ["user", readerId, "feed", authorId],
  }, { batchSize: DELETED_AT_ONCE });
  const keys: Deno.KvKey[] = [];
  for await (const { key, value: [, ...people] } of rows) {
    if (people.includes(authorId)) keys.push(key);
  }
  await deleteKeys(kv, keys);
  return keys.length;
}

async function deleteKeys(kv: Deno.Kv, keys: readonly Deno.KvKey[]): Promise<void> {
  for (let from = 0; from < keys.length; from += DELETED_AT_ONCE) {
    const atomic = kv.atomic();
    for (const key of keys.slice(from, from + DELETED_AT_ONCE)) atomic.delete(key);
    await atomic.commit();
  }
}
