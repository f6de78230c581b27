import { firstIdAt } from "../../domain/ids.ts";
import {
  TRENDING_AUTHORS_MIN,
  TRENDING_HALF_LIFE_HOURS,
  TRENDING_HOURS,
  TRENDING_TAGS_MAX,
  type TrendingTag,
} from "../../domain/posts/popularity.ts";
import type { Sql } from "../sql.ts";
import { visibleTo } from "../visibility.ts";

const HOUR_MS = 60 * 60 * 1000;

/**
 * The most used tags of public posts of the last day, in their most common spelling. Each user
 * counts once for a tag. The older their newest post with the tag is, the less they count.
 */
export async function listTrending(sql: Sql): Promise<TrendingTag[]> {
  const now = Date.now();
  return await sql<TrendingTag[]>`
    select mode() within group (order by spelling) as tag, sum(posts)::int as posts_count from (
      select t.tag, p.author_id, count(*) as posts, max(t.sort_id::text) as newest,
        mode() within group (order by coalesce(t.spelling, t.tag)) as spelling
      from posts p join post_tags t on t.post_id = p.id
      where p.sort_id > ${firstIdAt(now - TRENDING_HOURS * HOUR_MS)} and not p.is_reply
        and ${visibleTo(sql, null)}
      group by t.tag, p.author_id
    ) as used,
    lateral (
      select (${now} - ('x' || translate(left(newest, 13), '-', ''))::bit(48)::bigint)::float8 / ${
    TRENDING_HALF_LIFE_HOURS * HOUR_MS
  } as half_lives
    ) as age
    group by used.tag having count(*) >= ${TRENDING_AUTHORS_MIN}
    order by sum(power(0.5, half_lives)) desc, used.tag limit ${TRENDING_TAGS_MAX}`;
}
