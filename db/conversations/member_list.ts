import { isAtLeast, type Role, ROLES } from "../../domain/conversations/conversations.ts";
import { type ConversationId, FIRST_ID, type UserId } from "../../domain/ids.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import { joinedUserVisibleTo, userVisibleTo } from "../visibility.ts";
import type { ConversationCard } from "./cards.ts";

/** A member as a list shows them. */
export interface ListedMember {
  /** The id of the membership: the order of joining. */
  id: string;
  userId: UserId;
  role: Role;
  joinedAt: Date;
}

/** The members of a conversation whom the viewer sees, in the order of joining. */
export async function listMembersOf(
  sql: Sql,
  { id, spaceId, viewRole }: Pick<ConversationCard, "id" | "spaceId" | "viewRole">,
  viewerId: UserId,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<ListedMember>> {
  const rows = spaceId === null
    ? await sql<ListedMember[]>`
      select m.id, m.user_id, m.role, m.joined_at from conversation_members m
      where m.conversation_id = ${id} and m.id > ${after ?? FIRST_ID}
        and ${userVisibleTo(sql, sql`m.user_id`, viewerId)}
      order by m.id limit ${limit + 1}`
    : await sql<ListedMember[]>`
      select m.id, m.user_id, m.role, m.joined_at
      from space_members m join users u on u.id = m.user_id
      where m.space_id = ${spaceId} and m.id > ${after ?? FIRST_ID}
        and ${joinedUserVisibleTo(sql, sql`u`, viewerId)}
        and m.role = any(${ROLES.filter((role) => isAtLeast(role, viewRole))}::text[])
      order by m.id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The members of a group whom somebody has just added, in the order of joining. */
export async function listAddedMembers(
  sql: Sql,
  id: ConversationId,
  userIds: readonly UserId[],
): Promise<ListedMember[]> {
  return await sql<ListedMember[]>`
    select m.id, m.user_id, m.role, m.joined_at from conversation_members m
    where m.conversation_id = ${id} and m.user_id = any(${userIds}::uuid[])
    order by m.id`;
}
