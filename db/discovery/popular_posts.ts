import type postgres from "postgres";
import type { FeedPlace } from "../feeds/feed.ts";
import type { PostFilters } from "./public_posts.ts";
import type { Sql } from "../sql.ts";

/** A place in a list of popular posts, which is ordered by score, then by sort id. */
export interface PopularPlace extends FeedPlace {
  score: number;
}

/** The place after which such a list continues; null is its beginning. */
export type PopularBefore = Pick<PopularPlace, "score" | "sortId"> | null;

/** The public posts of an epoch after a place, hottest first. */
export async function listHot(
  sql: Sql,
  epoch: number,
  before: PopularBefore,
  limit: number,
): Promise<PopularPlace[]> {
  return await listBy(sql, "hot", epoch, {}, before, limit);
}

/** The public posts of an epoch that match the filters, after a place, most liked first. */
export async function listMostLiked(
  sql: Sql,
  epoch: number,
  filters: PostFilters,
  before: PopularBefore,
  limit: number,
): Promise<PopularPlace[]> {
  return await listBy(sql, "likes", epoch, filters, before, limit);
}

async function listBy(
  sql: Sql,
  score: "hot" | "likes",
  epoch: number,
  filters: PostFilters,
  before: PopularBefore,
  limit: number,
): Promise<PopularPlace[]> {
  return await sql<PopularPlace[]>`
    select r.post_id, r.author_id, r.sort_id, r.${sql(score)} as score from popularity r
    where r.valid_from <= ${epoch} and r.valid_to > ${epoch} ${chosen(sql, filters)}
      ${
    before === null
      ? sql``
      : sql`and (r.${sql(score)}, r.sort_id) < (${before.score}, ${before.sortId})`
  }
    order by r.${sql(score)} desc, r.sort_id desc limit ${limit}`;
}

function chosen(sql: Sql, { authorId, category, tag }: PostFilters): postgres.Fragment {
  return sql`
    ${category === undefined ? sql`` : sql`and r.category = ${category}`}
    ${
    authorId === undefined ? sql`` : sql`and r.post_id in (
      select id from posts where author_id = ${authorId} and sort_id is not null)`
  }
    ${
    tag === undefined
      ? sql``
      : sql`and r.post_id in (select post_id from post_tags where tag = ${tag})`
  }`;
}
