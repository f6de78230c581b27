import { partOf, shardOfPart } from "../../domain/events/parts.ts";
import { isId } from "../../domain/ids.ts";
import { openShardedKv } from "../../lib/kv/sharded.ts";
import type { Unit } from "./batch.ts";

const ID_LENGTH = 36;

/** Shows these KV stores as one: see {@link openShardedKv}. */
export function asOne(stores: readonly Deno.Kv[]): Deno.Kv {
  return openShardedKv(stores, (key) => shardOfKey(key, stores.length));
}

/**
 * Returns the KV store of a key among `count` stores, or null if each of them may hold it. All rows
 * of a user are in one store, and all entries of a topic.
 */
export function shardOfKey([kind, id, , shard]: Deno.KvKey, count: number): number | null {
  if (kind === "delivered") return typeof shard === "number" ? shard : 0;
  const hasShard = ["user", "log", "head"].includes(kind as string) &&
    isId(String(id).slice(-ID_LENGTH));
  return hasShard ? shardOfId(String(id), count) : null;
}

/** Returns the KV store of a unit among `count` stores. All its rows must be in that one. */
export function shardOfUnit({ checks, envelopes, log }: Unit, count: number): number {
  if (count === 1) return 0;
  const keys = [...checks.map(({ key }) => key), ...log.map(({ topic }) => ["log", topic])];
  const [first] = envelopes;
  return keys.map((key) => shardOfKey(key, count)).find((shard) => shard !== null) ??
    (first === undefined ? 0 : shardOfId(first.id, count));
}

/** Returns the KV store of a user, or of a topic that is about an id, among `count` stores. */
export function shardOfId(id: string, count: number): number {
  return shardOfPart(partOf(id), count);
}
