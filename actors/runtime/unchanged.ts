import { Fenced } from "./system.ts";

const TRIES_MAX = 5;

type Rows = [Deno.KvEntryMaybe<unknown>, ...Deno.KvEntryMaybe<unknown>[]];

/**
 * Writes what was read from Postgres, if these rows of KV have not changed since before that read.
 * Otherwise `write` runs again, a few times. It gets the rows, reads from Postgres, and sends units
 * that check the rows. Returns its result, or null if other writes came first each time.
 *
 * The checks also refuse a commit that was given up and arrives late.
 */
export async function whileUnchanged<T>(
  kv: Deno.Kv,
  keys: readonly [Deno.KvKey, ...Deno.KvKey[]],
  write: (rows: Rows) => Promise<T>,
): Promise<T | null> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const rows = await kv.getMany<[unknown, ...unknown[]]>(keys);
    try {
      return await write(rows);
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
    }
  }
  return null;
}
