import type { UserId } from "../../domain/ids.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import type { Sql } from "../sql.ts";

/** The properties that all posts of a list share. */
export interface PostFilters {
  authorId?: UserId | undefined;
  category?: string | undefined;
  tag?: string | undefined;
}

/** The public posts below a place that match all filters, without replies, newest first. */
export async function listPublicPostsBy(
  sql: Sql,
  { authorId, category, tag }: PostFilters,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  // A tag has its own index, so that the posts of a long unused tag are found at once.
  const place = tag === undefined ? sql`p.sort_id` : sql`t.sort_id`;
  return await sql<FeedPlace[]>`
    select p.sort_id, p.id as post_id, p.author_id from posts p
    ${tag === undefined ? sql`` : sql`join post_tags t on t.post_id = p.id and t.tag = ${tag}`}
    where p.privacy = 'public' and p.sort_id is not null and p.deleted_at is null
      and not p.is_reply
      and ${place} is not null
      ${authorId === undefined ? sql`` : sql`and p.author_id = ${authorId}`}
      ${category === undefined ? sql`` : sql`and p.category = ${category}`}
      ${before === null ? sql`` : sql`and ${place} < ${before}`}
    order by ${place} desc limit ${limit}`;
}
