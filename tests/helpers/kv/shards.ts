import { shardOfId } from "../../../actors/runtime/shards.ts";
import { newId } from "../../../domain/ids.ts";

/** Returns an id whose rows are in this one of `count` KV stores. */
export function idIn(shard: number, count: number): string {
  for (;;) {
    const id = newId();
    if (shardOfId(id, count) === shard) return id;
  }
}
