import type { PostId } from "../domain/ids.ts";
import { must } from "../lib/errors.ts";
import type { Sql } from "./sql.ts";

/** A user whose row is locked until the end of the transaction. */
export interface LockedUser {
  id: string;
  isPrivate: boolean;
  followersCount: number;
}

type Locked<Ids> = { [K in keyof Ids]: LockedUser };

/** Locks the author of a post, so that the privacy of the account does not change meanwhile. */
export async function lockAuthorOf(sql: Sql, postId: PostId): Promise<void> {
  await sql`
    select from users where id = (select author_id from posts where id = ${postId})
    for no key update`;
}

/**
 * Locks users in the order of their ids, so that two writers never deadlock. Returns them in the
 * given order. Fails with `not_found` if one does not exist.
 */
export async function lockUsers<const Ids extends readonly string[]>(
  sql: Sql,
  ids: Ids,
): Promise<Locked<Ids>> {
  const rows = await sql<LockedUser[]>`
    select id, is_private, followers_count from users where id = any(${ids}::uuid[])
    order by id for no key update`;
  return ids.map((id) => must(rows.find((row) => row.id === id))) as Locked<Ids>;
}
