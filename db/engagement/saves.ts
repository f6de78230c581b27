import { newId, type PostId, type UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** Saves a visible post for the user and notifies nobody. Repeating it changes nothing. */
export async function savePost({ sql, record }: Tx, userId: UserId, postId: PostId): Promise<void> {
  const [post] = await sql`
    select from posts p where p.id = ${postId} and ${visibleTo(sql, userId)} for key share`;
  must(post, "Post not found.");
  const { count } = await sql`
    insert into saves (id, user_id, post_id) values (${newId()}, ${userId}, ${postId})
    on conflict do nothing`;
  if (count > 0) record({ type: "saves.changed", userId });
}

/** Removes a post from the saved ones, whether or not the user still sees it. */
export async function unsavePost(
  { sql, record }: Tx,
  userId: UserId,
  postId: PostId,
): Promise<void> {
  const { count } = await sql`
    delete from saves where user_id = ${userId} and post_id = ${postId}`;
  if (count > 0) record({ type: "saves.changed", userId });
}

/** The saved posts of a user below a place, last saved first, without a check of visibility. */
export async function listSaved(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select s.id as sort_id, s.post_id, p.author_id from saves s join posts p on p.id = s.post_id
    where s.user_id = ${userId} and p.deleted_at is null
      ${before === null ? sql`` : sql`and s.id < ${before}`}
    order by s.id desc limit ${limit}`;
}
