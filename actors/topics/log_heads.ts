import { placeAfter, type Position, START } from "./places.ts";

/** The keys that KV reads at once, at most. */
const KEYS_AT_ONCE = 10;

/** Returns the row that each commit to the log of a conversation moves. */
export function logHeadKey(topic: string): Deno.KvKey {
  return ["head", topic];
}

/** Whether the log of a topic has such a row: people have its entries in their streams. */
export function hasLogHead(topic: string): boolean {
  return topic.startsWith("conversation:");
}

/** Returns the newest commits to the logs of conversations of one KV store; of none "". */
export async function readLogHeads(
  kv: Deno.Kv,
  topics: readonly string[],
): Promise<Map<string, string>> {
  const heads = new Map<string, string>();
  const groups = Array.from(
    { length: Math.ceil(topics.length / KEYS_AT_ONCE) },
    (_, n) => topics.slice(n * KEYS_AT_ONCE, (n + 1) * KEYS_AT_ONCE),
  );
  await Promise.all(groups.map(async (some) => {
    const rows = await kv.getMany(some.map(logHeadKey));
    some.forEach((topic, index) => heads.set(topic, rows[index]!.versionstamp ?? ""));
  }));
  return heads;
}

/** Returns a place in a log before the entries since a time, at most so many commits back. */
export async function placeBefore(
  kv: Deno.Kv,
  topic: string,
  { at, limit }: { at: number; limit: number },
): Promise<Position> {
  const newest = kv.list<{ at: number }[]>({ prefix: ["log", topic] }, { limit, reverse: true });
  let commits = 0;
  let oldest = START;
  for await (const { key, value } of newest) {
    oldest = placeAfter(key[2] as string);
    commits++;
    if (value.every((entry) => entry.at < at)) return oldest;
  }
  return commits < limit ? START : oldest;
}
