import type { PostId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/**
 * Returns those of these posts that are in no space, or in a living one of which their author is a
 * member. It locks the memberships, so that nothing comes out in a space after its author has left.
 */
export async function lockPlaces(sql: Sql, postIds: readonly PostId[]): Promise<Set<PostId>> {
  // A member who leaves locks no post, so that these locks may follow those of posts.
  const inSpaces = await sql<{ id: PostId }[]>`
    select p.id
    from posts p
    join space_members m on m.space_id = p.space_id and m.user_id = p.author_id
    join spaces s on s.id = m.space_id
    where p.id = any(${postIds}::uuid[]) and s.deleted_at is null
    order by m.space_id, m.user_id
    for key share of m`;
  const outside = await sql<{ id: PostId }[]>`
    select id from posts where id = any(${postIds}::uuid[]) and space_id is null`;
  return new Set([...inSpaces, ...outside].map(({ id }) => id));
}
