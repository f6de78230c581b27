const WIPED_AT_ONCE = 500;

/**
 * Deletes everything in KV. Returns how many rows of each kind there were. It may be run again
 * after an interruption. The store's generation is deleted first, so that cursors of the old store
 * are not valid in the new one.
 */
export async function wipeProjections(kv: Deno.Kv): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let keys: Deno.KvKey[] = [];
  for (const prefix of [["meta"], []]) {
    for await (const { key } of kv.list({ prefix })) {
      const kind = String(key[0]);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      keys.push(key);
      if (keys.length === WIPED_AT_ONCE) await flush();
    }
    await flush();
  }
  return counts;

  async function flush(): Promise<void> {
    const atomic = kv.atomic();
    for (const key of keys) atomic.delete(key);
    keys = [];
    await atomic.commit();
  }
}
