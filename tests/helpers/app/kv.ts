import { AppError } from "../../../lib/errors.ts";
import type { TestApp } from "./app.ts";

/** Faults of a KV store at its commits. */
export interface KvTrouble {
  /** Called before each commit. It may wait, or throw so that nothing is stored. */
  before?: (commit: number) => void | Promise<void>;
  /**
   * Called after each commit. It may throw although the commit was stored, as if the response was
   * lost.
   */
  after?: (commit: number) => void | Promise<void>;
}

/** A KV store that counts its commits and can have faults. */
export interface TroubledKv {
  kv: Deno.Kv;
  trouble: KvTrouble;
  commits(): number;
}

/** Passes each commit of this store through `trouble`. */
export function troubleKv(kv: Deno.Kv): TroubledKv {
  let commits = 0;
  const trouble: KvTrouble = {};
  const begin = kv.atomic.bind(kv);
  kv.atomic = () => {
    const atomic = begin();
    const commit = atomic.commit.bind(atomic);
    atomic.commit = async () => {
      const number = ++commits;
      await trouble.before?.(number);
      const result = await commit();
      await trouble.after?.(number);
      return result;
    };
    return atomic;
  };
  return { kv, trouble, commits: () => commits };
}

/** Opens a KV store in memory, which is closed when disposed. */
export async function openMemoryKv(): Promise<TroubledKv & Disposable> {
  const kv = await Deno.openKv(":memory:");
  return Object.assign(troubleKv(kv), { [Symbol.dispose]: () => kv.close() });
}

/** Empties the KV store of an app, and forgets the states of its actors. */
export async function wipeKv({ ctx }: Pick<TestApp, "ctx">): Promise<void> {
  for (const store of ctx.kvStores) {
    for await (const { key } of store.list({ prefix: [] })) await store.delete(key);
  }
  ctx.actors.evictAll();
}

/**
 * Makes the program give up its next commit. The commit arrives when the returned function is
 * called, which returns whether the store takes it.
 */
export function giveUpNextCommit(kv: Deno.Kv): () => Promise<boolean> {
  const begin = kv.atomic;
  const given = Promise.withResolvers<() => Promise<{ ok: boolean }>>();
  kv.atomic = () => {
    kv.atomic = begin;
    const atomic = begin.call(kv);
    given.resolve(atomic.commit.bind(atomic));
    atomic.commit = () => Promise.reject(new AppError("unavailable", "The commit is given up"));
    return atomic;
  };
  return async () => (await (await given.promise)()).ok;
}
