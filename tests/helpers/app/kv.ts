import type { Checks } from "../../../actors/runtime/batch.ts";
import { AppError } from "../../../lib/errors.ts";
import type { TestApp } from "./app.ts";

/** Checks that always succeed, for units that nothing else is written beside. */
export const UNCHECKED: Checks = [{ key: ["unchecked"], versionstamp: null }];

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

/** Lets all reads by name fail, until they are repaired. */
export function troubleReads(kv: Deno.Kv): { repair(): void } {
  const { getMany } = kv;
  const gone = () => Promise.reject(new Error("KV is gone"));
  Object.defineProperty(kv, "getMany", { configurable: true, value: gone });
  return {
    repair: () => Object.defineProperty(kv, "getMany", { configurable: true, value: getMany }),
  };
}

/** Empties the KV store of an app, and forgets the states of its actors. */
export async function wipeKv({ ctx }: Pick<TestApp, "ctx">): Promise<void> {
  for (const store of ctx.kvStores) {
    for await (const { key } of store.list({ prefix: [] })) await store.delete(key);
  }
  ctx.actors.evictAll();
}

/**
 * Makes the program give up its next commit about a user. The commit arrives when the returned
 * function is called, which returns whether the store takes it.
 */
export function giveUpNextCommit(kv: Deno.Kv, { id }: { id: string }): () => Promise<boolean> {
  const begin = kv.atomic;
  const given = Promise.withResolvers<() => Promise<{ ok: boolean }>>();
  kv.atomic = () => {
    const atomic = begin.call(kv);
    const set = atomic.set.bind(atomic);
    const commit = atomic.commit.bind(atomic);
    atomic.set = (key, ...row) => {
      if (!key.includes(id)) return set(key, ...row);
      kv.atomic = begin;
      given.resolve(commit);
      atomic.commit = () => Promise.reject(new AppError("unavailable", "The commit is given up"));
      return set(key, ...row);
    };
    return atomic;
  };
  return async () => (await (await given.promise)()).ok;
}
