const WIPED_AT_ONCE = 500;

/**
 * Deletes everything in KV; answers how many rows of which kind. Safe to begin again where it ended:
 * the store's generation goes first, so that no cursor of the old life is taken for a new one.
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
