import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { endCollaborationsBetween } from "../boards/collaborators.ts";
import { endFollow } from "../people/follows.ts";
import { lockUsers } from "../locks.ts";
import { type Page, pageOf } from "../page.ts";
import type { ListedPerson } from "../people/lists.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Hides two people from each other. Ends follows, requests, close friendships, grants and
 * collaborations between them. Repeating it changes nothing. Fails with 404 if the other person
 * blocks the user.
 */
export async function blockUser(tx: Tx, blockerId: UserId, blockedId: UserId): Promise<void> {
  const { sql } = tx;
  if (blockerId === blockedId) throw new AppError("unprocessable", "You cannot block yourself.");
  await lockUsers(sql, [blockerId, blockedId]);
  const [hidden] = await sql`
    select from blocks where blocker_id = ${blockedId} and blocked_id = ${blockerId}`;
  if (hidden) throw new AppError("not_found", "Not found.");
  const { count } = await sql`
    insert into blocks (id, blocker_id, blocked_id) values (${newId()}, ${blockerId}, ${blockedId})
    on conflict do nothing`;
  if (count === 0) return;
  await endFollow(tx, blockerId, blockedId);
  await endFollow(tx, blockedId, blockerId);
  await sql`
    delete from close_friends
    where (user_id, friend_id) in ((${blockerId}, ${blockedId}), (${blockedId}, ${blockerId}))`;
  await sql`
    delete from post_grants g using posts p
    where p.id = g.post_id and (p.author_id, g.user_id)
      in ((${blockerId}, ${blockedId}), (${blockedId}, ${blockerId}))`;
  await endCollaborationsBetween(tx, blockerId, blockedId);
  tx.record({ type: "block.changed", blockerId, blockedId });
}

/** Ends a block, but restores nothing that the block ended. Does nothing if there is none. */
export async function unblockUser(tx: Tx, blockerId: UserId, blockedId: UserId): Promise<void> {
  await lockUsers(tx.sql, [blockerId, blockedId]);
  const { count } = await tx.sql`
    delete from blocks where blocker_id = ${blockerId} and blocked_id = ${blockedId}`;
  if (count > 0) tx.record({ type: "block.changed", blockerId, blockedId });
}

/** The people whom a user blocks, without deleted accounts, newest first. */
export async function listBlocks(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<ListedPerson>> {
  const rows = await sql<ListedPerson[]>`
    select id, blocked_id as user_id, created_at from blocks
    where blocker_id = ${userId} and id < ${before ?? LAST_ID}
      and exists (select from users u where u.id = blocked_id and u.deleted_at is null)
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
