import { once } from "../once.ts";

/** Returns the index of the store that holds a key, or null if each store may hold it. */
export type ShardOf = (key: Deno.KvKey) => number | null;

/** The operations of a commit that the program uses. */
type Operation = Pick<Deno.AtomicOperation, "check" | "set" | "delete" | "commit">;

/**
 * Shows several KV stores as one. A key has the store that `shardOf` names. A commit, or a list,
 * concerns a single store and throws an error otherwise. A commit may also hold keys that each
 * store may hold: they go where its others are.
 */
export function openShardedKv(stores: readonly Deno.Kv[], shardOf: ShardOf): Deno.Kv {
  if (stores.length === 1) return stores[0]!;
  const storeOf = (...keys: Deno.KvKey[]): Deno.Kv => {
    const shards = new Set(keys.map(shardOf).filter((shard) => shard !== null));
    const [shard] = shards;
    if (shards.size === 1) return stores[shard!]!;
    const kinds = [...new Set(keys.map(([kind]) => String(kind)))].join(", ");
    throw new Error(`These keys belong to ${shards.size} stores instead of one: ${kinds}`);
  };
  const close = once(() => stores.forEach((store) => store.close()));
  const sharded: Omit<Deno.Kv, "enqueue" | "listenQueue" | "watch"> = {
    get: async (key, options) => await storeOf(key).get<never>(key, options),
    getMany: async (keys, options) => await storeOf(...keys).getMany(keys, options) as never,
    set: async (key, value, options) => await storeOf(key).set(key, value, options),
    delete: async (key) => await storeOf(key).delete(key),
    list: (selector, options) => storeOf(prefixOf(selector)).list<never>(selector, options),
    atomic: () => openOperation(storeOf) as Deno.AtomicOperation,
    commitVersionstamp: () => stores[0]!.commitVersionstamp(),
    close,
    [Symbol.dispose]: close,
  };
  return sharded as Deno.Kv;
}

/** Collects the changes of a commit, because only its keys tell its store. */
function openOperation(storeOf: (...keys: Deno.KvKey[]) => Deno.Kv): Operation {
  const keys: Deno.KvKey[] = [];
  const changes: ((atomic: Deno.AtomicOperation) => void)[] = [];
  const add = (key: Deno.KvKey, change: (atomic: Deno.AtomicOperation) => void) => {
    keys.push(key);
    changes.push(change);
    return operation as Deno.AtomicOperation;
  };
  const operation: Operation = {
    check(...checks) {
      for (const check of checks) add(check.key, (atomic) => atomic.check(check));
      return operation as Deno.AtomicOperation;
    },
    set: (key, value, options) => add(key, (atomic) => atomic.set(key, value, options)),
    delete: (key) => add(key, (atomic) => atomic.delete(key)),
    async commit() {
      const atomic = storeOf(...keys).atomic();
      for (const change of changes) change(atomic);
      return await atomic.commit();
    },
  };
  return operation;
}

/** Returns the start that all keys of a list have in common. */
function prefixOf(selector: Deno.KvListSelector): Deno.KvKey {
  if ("prefix" in selector) return selector.prefix;
  const { start, end } = selector;
  const different = start.findIndex((part, index) => part !== end[index]);
  return different === -1 ? start : start.slice(0, different);
}
