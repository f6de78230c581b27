import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { FOLLOWED_TAGS_MAX } from "../../domain/limits.ts";
import type { Tag } from "../../domain/text.ts";
import { AppError } from "../../lib/errors.ts";
import type { FeedPlace } from "./feed.ts";
import { lockUsers } from "../locks.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A tag that a user follows, in their spelling. Its `id` is its place in the list. */
export interface FollowedTag {
  id: string;
  tag: string;
  createdAt: Date;
}

/** Makes a user follow a tag: its public posts enter their feed. Repeating it changes nothing. */
export async function followTag(
  { sql, record }: Tx,
  userId: UserId,
  { tag, spelling }: Pick<Tag, "tag" | "spelling">,
): Promise<void> {
  // The lock keeps two concurrent requests from both taking the last place below the limit.
  await lockUsers(sql, [userId]);
  const { count } = await sql`
    insert into tag_follows (id, user_id, tag, spelling)
    values (${newId()}, ${userId}, ${tag}, nullif(${spelling}, ${tag}))
    on conflict do nothing`;
  if (count === 0) return;
  const followed = await one(sql<{ count: number }[]>`
    select count(*)::int from tag_follows where user_id = ${userId}`);
  if (followed.count > FOLLOWED_TAGS_MAX) {
    throw new AppError("unprocessable", `You can follow at most ${FOLLOWED_TAGS_MAX} tags.`);
  }
  record({ type: "relations.changed", userId });
}

/** Unfollows a tag. Does nothing if the user does not follow it. */
export async function unfollowTag({ sql, record }: Tx, userId: UserId, tag: string): Promise<void> {
  const { count } = await sql`
    delete from tag_follows where user_id = ${userId} and tag = ${tag}`;
  if (count > 0) record({ type: "relations.changed", userId });
}

/** The tags that a user follows, newest first. */
export async function listFollowedTags(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<FollowedTag>> {
  const rows = await sql<FollowedTag[]>`
    select id, coalesce(spelling, tag) as tag, created_at from tag_follows
    where user_id = ${userId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The newest posts with each of these tags, newest first, without a check of visibility. */
export async function listRecentTagged(
  sql: Sql,
  tags: readonly string[],
  limit: number,
): Promise<(FeedPlace & { tag: string })[]> {
  return await sql<(FeedPlace & { tag: string })[]>`
    select w.tag, r.sort_id, r.post_id, p.author_id
    from unnest(${tags}::text[]) as w (tag)
    cross join lateral (
      select t.sort_id, t.post_id from post_tags t
      where t.tag = w.tag and t.sort_id is not null
      order by t.sort_id desc limit ${limit}
    ) r
    join posts p on p.id = r.post_id
    order by r.sort_id desc`;
}
