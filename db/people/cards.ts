import type { UserId } from "../../domain/ids.ts";
import type { Variant } from "../../domain/media/media.ts";
import { one, type Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** A user as shown beside posts, comments and notifications. */
export interface UserCard {
  id: UserId;
  username: string;
  fullName: string | null;
  isVerified: boolean;
  isPrivate: boolean;
  isSuspended: boolean;
  isDeleted: boolean;
  avatar: Variant[] | null;
  /** Whether others may see when they are online. */
  showsPresence: boolean;
  /** Whether others may see how far they have read. */
  showsReceipts: boolean;
}

/** Loads these users, by id. */
export async function loadUserCards(
  sql: Sql,
  ids: readonly UserId[],
): Promise<Map<string, UserCard>> {
  return new Map((await listCards(sql, ids)).map((card) => [card.id, card]));
}

/** Loads a user, who must exist. */
export async function loadUserCard(sql: Sql, id: UserId): Promise<UserCard> {
  return await one(listCards(sql, [id]));
}

function listCards(sql: Sql, ids: readonly UserId[]) {
  return sql<UserCard[]>`
    select u.id, u.username, u.full_name, u.is_verified, u.is_private,
      u.suspended_at is not null as is_suspended, u.deleted_at is not null as is_deleted,
      m.variants as avatar, u.shows_presence, u.shows_receipts
    from users u left join media m on m.id = u.avatar_media_id and m.status = 'ready'
    where u.id = any(${ids}::uuid[])`;
}

/** Returns those of these ids whose users the viewer sees. */
export async function visibleAmong(
  sql: Sql,
  viewerId: UserId,
  ids: readonly UserId[],
): Promise<Set<UserId>> {
  const rows = await sql<{ id: UserId }[]>`
    select u.id from users u
    where u.id = any(${ids}::uuid[]) and ${userVisibleTo(sql, sql`u.id`, viewerId)}`;
  return new Set(rows.map((row) => row.id));
}

/** The authors with too many followers for a fan-out to feeds. */
export async function listPulledAuthors(sql: Sql, fanOutLimit: number): Promise<UserId[]> {
  const rows = await sql<{ id: UserId }[]>`
    select id from users where followers_count > ${fanOutLimit}`;
  return rows.map((row) => row.id);
}

/** Returns whether an author has too many followers for a fan-out to feeds. */
export async function isPulled(sql: Sql, authorId: UserId, fanOutLimit: number): Promise<boolean> {
  const [row] = await sql`
    select from users where id = ${authorId} and followers_count > ${fanOutLimit}`;
  return row !== undefined;
}
