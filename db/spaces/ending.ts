import type postgres from "postgres";
import { SPACE_MEMBERS_CLEARED_MAX } from "../../domain/conversations/limits.ts";
import { type ConversationId, FIRST_ID, type SpaceId, type UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Hides a locked space with all that is in it from everybody. Its first members lose their places
 * at once, and the others by a job. Another job erases it later.
 */
export async function endSpace(tx: Tx, { id: spaceId }: { id: SpaceId }): Promise<void> {
  await tx.sql`update spaces set deleted_at = now(), rev = rev + 1 where id = ${spaceId}`;
  const roomIds = await endRooms(tx.sql, spaceId);
  const memberIds = await dismissSome(tx.sql, spaceId, SPACE_MEMBERS_CLEARED_MAX);
  tx.record({ type: "space.deleted", spaceId, memberIds, roomIds });
  if (memberIds.length === SPACE_MEMBERS_CLEARED_MAX) tx.wake("space_members");
}

/** Ends the rooms. Messages on their way find them deleted, because they lock them too. */
async function endRooms(sql: Sql, spaceId: SpaceId): Promise<ConversationId[]> {
  const rooms = await sql<{ id: ConversationId }[]>`
    update conversations c set deleted_at = now(), rev = c.rev + 1
    from (
      select id from conversations
      where space_id = ${spaceId} and kind = 'room' and deleted_at is null
      order by id for no key update) as locked
    where c.id = locked.id returning c.id`;
  return rooms.map(({ id }) => id);
}

/** Lists some deleted spaces that have members, in the order of their ids. */
export async function listSpacesToClear(
  sql: Sql,
  after: SpaceId | null,
  limit: number,
): Promise<{ id: SpaceId }[]> {
  return await sql<{ id: SpaceId }[]>`
    select id from spaces s where ${hasMembersLeft(sql)} and id > ${after ?? FIRST_ID}
    order by id limit ${limit}`;
}

/** Ends some memberships of a deleted space, whose people hear of its end; returns how many. */
export async function clearSpace(tx: Tx, spaceId: SpaceId, limit: number): Promise<number> {
  await tx.sql`select from spaces where id = ${spaceId} for no key update`;
  const memberIds = await dismissSome(tx.sql, spaceId, limit);
  if (memberIds.length > 0) tx.record({ type: "space.deleted", spaceId, memberIds });
  return memberIds.length;
}

/** Ends some memberships of a locked space that is deleted; returns whose. */
async function dismissSome(sql: Sql, id: SpaceId, limit: number): Promise<UserId[]> {
  const rows = await sql<{ userId: UserId }[]>`
    delete from space_members where ctid = any(array(
      select ctid from space_members where space_id = ${id} limit ${limit}))
    returning user_id`;
  const userIds = rows.map((row) => row.userId);
  await sql`
    delete from conversation_states t using conversations c
    where t.user_id = any(${userIds}::uuid[]) and c.id = t.conversation_id and c.space_id = ${id}`;
  if (rows.length < limit) await sql`update spaces set members_count = 0 where id = ${id}`;
  return userIds;
}

const hasMembersLeft = (sql: Sql) => sql`(s.deleted_at is not null and s.members_count > 0)`;

/** The columns of `WaitingTimes` for members of deleted spaces. */
export function spaceMembersTimes(sql: Sql): postgres.Fragment {
  return sql`
    exists (select from spaces s where ${
    hasMembersLeft(sql)
  }) as is_due, null::timestamptz as next_at`;
}
