import { delay } from "../delay.ts";

const WAIT_MS_MAX = 10;
const PATIENCE_MS = 1000;

/**
 * Opens a KV store in a file that other programs on this machine may also have open. A write that
 * meets another one is tried again for up to a second. Keys cannot be watched: Deno would not report
 * the writes of other programs.
 */
export async function openLocalKv(path: string): Promise<Deno.Kv> {
  const kv = await Deno.openKv(path);
  const { atomic, set, delete: remove } = kv;
  return Object.assign(kv, {
    atomic() {
      const operation = atomic.call(kv);
      const commit = operation.commit.bind(operation);
      return Object.assign(operation, { commit: () => untilFree(commit) });
    },
    set: (...args: Parameters<Deno.Kv["set"]>) => untilFree(() => set.apply(kv, args)),
    delete: (...args: Parameters<Deno.Kv["delete"]>) => untilFree(() => remove.apply(kv, args)),
    watch(): never {
      throw new Deno.errors.NotSupported("A KV file does not report the writes of other programs");
    },
  });
}

/** SQLite rejects a transaction that read before another one wrote; nothing was written then. */
async function untilFree<T>(write: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await write();
    } catch (error) {
      const isLocked = error instanceof Error && error.message.includes("database is locked");
      if (!isLocked || performance.now() - startedAt > PATIENCE_MS) throw error;
      await delay(Math.random() * WAIT_MS_MAX);
    }
  }
}
