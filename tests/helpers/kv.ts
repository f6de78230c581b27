/** What a {@link watchedKv} tells and does about each commit. */
export interface KvTrouble {
  /** Called before each commit; may wait, or throw so that nothing is kept. */
  before?: (commit: number) => void | Promise<void>;
  /** Called after each commit; may throw although it was kept, as when the answer is lost. */
  after?: (commit: number) => void | Promise<void>;
}

/** A KV store whose commits are counted and can be troubled. */
export interface WatchedKv {
  kv: Deno.Kv;
  trouble: KvTrouble;
  commits(): number;
}

/** Wraps a KV store: everything goes to it, commits past `trouble`. */
export function watchedKv(real: Deno.Kv): WatchedKv {
  let commits = 0;
  const trouble: KvTrouble = {};
  const kv = new Proxy(real, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name === "atomic") return () => troubledCommit(target.atomic());
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { kv, trouble, commits: () => commits };

  function troubledCommit(atomic: Deno.AtomicOperation): Deno.AtomicOperation {
    const commit = atomic.commit.bind(atomic);
    atomic.commit = async () => {
      const number = ++commits;
      await trouble.before?.(number);
      const result = await commit();
      await trouble.after?.(number);
      return result;
    };
    return atomic;
  }
}

/** A KV store in memory, closed when disposed. */
export async function openMemoryKv(): Promise<WatchedKv & Disposable> {
  const real = await Deno.openKv(":memory:");
  return Object.assign(watchedKv(real), { [Symbol.dispose]: () => real.close() });
}

/** Everything that lies in a store, by key. */
export async function contentsOf(
  kv: Deno.Kv,
  prefix: Deno.KvKey = [],
): Promise<{ key: Deno.KvKey; value: unknown }[]> {
  const rows = await Array.fromAsync(kv.list({ prefix }));
  return rows.map(({ key, value }) => ({ key, value }));
}
