/** What happens at the commits of a KV store. */
export interface KvTrouble {
  /** Called before each commit; may wait, or throw so that nothing is kept. */
  before?: (commit: number) => void | Promise<void>;
  /** Called after each commit; may throw although it was kept, as when the answer is lost. */
  after?: (commit: number) => void | Promise<void>;
}

/** A KV store whose commits are counted and can be troubled. */
export interface TroubledKv {
  kv: Deno.Kv;
  trouble: KvTrouble;
  commits(): number;
}

/** Makes each commit of this store pass `trouble`. */
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

/** A KV store in memory, closed when disposed. */
export async function openMemoryKv(): Promise<TroubledKv & Disposable> {
  const kv = await Deno.openKv(":memory:");
  return Object.assign(troubleKv(kv), { [Symbol.dispose]: () => kv.close() });
}
