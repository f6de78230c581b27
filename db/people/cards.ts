import type { Variant } from "../../domain/media/media.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** What is shown of a user beside what they made. */
export interface UserCard {
  id: string;
  username: string;
  fullName: string | null;
  isVerified: boolean;
  isPrivate: boolean;
  isSuspended: boolean;
  isDeleted: boolean;
  avatar: Variant[] | null;
}

/** Users as they stand beside posts, comments and notifications. */
export async function loadUserCards(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, UserCard>> {
  const rows = await sql<UserCard[]>`
    select u.id, u.username, u.full_name, u.is_verified, u.is_private,
      u.suspended_at is not null as is_suspended, u.deleted_at is not null as is_deleted,
      m.variants as avatar
    from users u left join media m on m.id = u.avatar_media_id and m.status = 'ready'
    where u.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those of these people whom the viewer sees. */
export async function visibleAmong(
  sql: Sql,
  viewerId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select u.id from users u
    where u.id = any(${ids}::uuid[]) and ${userVisibleTo(sql, sql`u.id`, viewerId)}`;
  return new Set(rows.map((row) => row.id));
}

/** The authors with more followers than posts are written to feeds for. */
export async function listPulledAuthors(sql: Sql, fanOutLimit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from users where followers_count > ${fanOutLimit}`;
  return rows.map((row) => row.id);
}

/** Whether an author has more followers than posts are written to feeds for. */
export async function isPulled(sql: Sql, authorId: string, fanOutLimit: number): Promise<boolean> {
  const [row] = await sql`
    select from users where id = ${authorId} and followers_count > ${fanOutLimit}`;
  return row !== undefined;
}
