import { dmPair } from "../../domain/conversations/conversations.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** Finds the DM of two people, whether or not they still have it. */
export async function findDmOf(
  sql: Sql,
  userId: UserId,
  otherId: UserId,
): Promise<ConversationId | null> {
  const { low, high } = dmPair(userId, otherId);
  const [dm] = await sql<{ id: ConversationId }[]>`
    select id from conversations where kind = 'dm' and dm_low = ${low} and dm_high = ${high}`;
  return dm?.id ?? null;
}
