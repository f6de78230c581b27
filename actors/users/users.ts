import type { UserId } from "../../domain/ids.ts";

/**
 * Lists the ids of all users with rows in these KV stores, store after store. Each costs one read,
 * however many rows they have.
 */
export async function* listUsers(stores: readonly Deno.Kv[]): AsyncGenerator<UserId> {
  for (const store of stores) {
    for (let userId = await nextUser(store, ""); userId !== null;) {
      yield userId;
      userId = await nextUser(store, userId);
    }
  }
}

async function nextUser(kv: Deno.Kv, after: string): Promise<UserId | null> {
  // This key sorts after every row of `after`, and before those of the next user.
  const rows = kv.list({ start: ["user", `${after}\0`], end: ["user", "g"] }, { limit: 1 });
  for await (const { key } of rows) return key[1] as UserId;
  return null;
}
