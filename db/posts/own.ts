import type postgres from "postgres";
import { LAST_ID, type PostId, type UserId } from "../../domain/ids.ts";
import { POST_RESTORE_DAYS } from "../../domain/limits.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";

/** The lists of posts that only their author sees. */
export type OwnList = "drafts" | "archived" | "deleted";

/** The ids of the author's posts in one of these lists, newest first. */
export async function listOwnPosts(
  sql: Sql,
  list: OwnList,
  authorId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<PostId>> {
  const rows = await sql<{ id: PostId }[]>`
    select id from posts
    where author_id = ${authorId} and ${belongsTo(sql, list)} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows.map(({ id }) => id), limit, (id) => id);
}

function belongsTo(sql: Sql, list: OwnList): postgres.Fragment {
  switch (list) {
    case "drafts":
      // A failed post is like a draft: its author corrects and publishes it.
      return sql`(
        sort_id is null and status in ('draft', 'scheduled', 'failed') and deleted_at is null)`;
    case "archived":
      return sql`(sort_id is null and status = 'archived' and deleted_at is null)`;
    case "deleted":
      return sql`(deleted_at >= now() - ${POST_RESTORE_DAYS} * interval '1 day')`;
  }
}
