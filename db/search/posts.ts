import type { Box, Point } from "../../domain/posts/places.ts";
import { FIRST_ID, LAST_ID, type PostId, type UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";
import { visibleTo } from "../visibility.ts";

/** The conditions of a search for posts. */
export interface PostSearch {
  /** The words that rank the posts, as a `tsquery`; null without words. */
  words: string | null;
  /** The words and all filters that are lexemes; null without any. */
  terms: string | null;
  /** Part of the name of a camera, in lower case. */
  camera: string | null;
  /** The range of sort ids: `from` is included, `until` excluded. */
  from: string;
  until: string;
  near: { center: Point; radiusKm: number; box: Box } | null;
  /** Authors whose posts are left out. */
  mutedIds: readonly string[];
  viewerId: UserId | null;
}

/** A found post, and how well it matches the words. */
export interface Match {
  postId: PostId;
  sortId: string;
  relevance: number;
}

/** The found posts whose sort ids are below `from` and not below `to`, in no order. */
export interface Block {
  matches: Match[];
  to: string;
  /** Whether nothing is found below `to`. */
  isLast: boolean;
}

/** The number of newest found posts that are ranked together. */
export const BLOCK_SIZE = 1000;
/** The most found posts that a block considers, before the check of visibility. */
const MATCHES_MAX = 5000;
/** If more are found: the most found posts, and the most posts, that a block considers. */
const COMMON_MATCHES_MAX = 1500;
const LOOKED_AT_MAX = 50_000;

/**
 * Returns the next block of found posts that the viewer sees. It has the newest BLOCK_SIZE posts
 * below `from`, or those down to the `to` of an earlier call.
 */
export async function findBlock(
  sql: Sql,
  search: PostSearch,
  from: string,
  to: string | null,
): Promise<Block> {
  const found = sql`
    select s.post_id, s.sort_id from post_search s
    where ${between(sql, search, from, to, search.terms !== null)} and ${answers(sql, search)}
    limit ${MATCHES_MAX + 1}`;
  const rows = await listVisible(sql, search, found, to);
  const isFew = rows[0]!.count <= MATCHES_MAX;
  const matches = isFew ? matchesIn(rows) : await findCommon(sql, search, from, to);
  if (to !== null) return { matches, to, isLast: to === FIRST_ID };
  if (matches.length === BLOCK_SIZE) return { matches, to: lowest(matches), isLast: false };
  if (isFew) return { matches, to: FIRST_ID, isLast: true };
  const end = await findEnd(sql, search, from);
  return { matches, to: end, isLast: end === FIRST_ID };
}

/** Finds the newest posts of a very common search, newest first until a bound is reached. */
async function findCommon(
  sql: Sql,
  search: PostSearch,
  from: string,
  to: string | null,
): Promise<Match[]> {
  const newest = sql`
    select s.post_id, s.sort_id from (${lookedAt(sql, search, from, to)}) as s
    where ${answers(sql, search)}
    order by s.sort_id desc limit ${COMMON_MATCHES_MAX}`;
  return matchesIn(await listVisible(sql, search, newest, to));
}

/** Returns the sort id at which {@link findCommon} stopped. */
async function findEnd(sql: Sql, search: PostSearch, from: string): Promise<string> {
  const { matches, matchEnd, looked, end } = await one(
    sql<{ matches: number; matchEnd: string; looked: number; end: string }[]>`
    with looked as materialized (${lookedAt(sql, search, from, null)}),
    newest as (
      select s.sort_id from looked s where ${answers(sql, search)}
      order by s.sort_id desc limit ${COMMON_MATCHES_MAX}
    )
    select
      (select count(*)::int from newest) as matches,
      (select sort_id from newest order by sort_id limit 1) as match_end,
      (select count(*)::int from looked) as looked,
      (select sort_id from looked order by sort_id limit 1) as end`,
  );
  if (matches === COMMON_MATCHES_MAX) return matchEnd;
  return looked === LOOKED_AT_MAX ? end : FIRST_ID;
}

interface Row {
  count: number;
  postId: PostId | null;
  sortId: string;
  relevance: number;
}

function listVisible(
  sql: Sql,
  { words, viewerId }: PostSearch,
  found: Fragment,
  to: string | null,
): Promise<Row[]> {
  const relevance = words === null
    ? sql`0::float8`
    // The weights of words in alt texts, captions, headers and tags. Longer texts count less.
    : sql`ts_rank_cd('{0.2, 0.4, 0.6, 1}', s.document, ${words}::tsquery, 1)::float8`;
  // Visibility costs more than all the rest, so check the newest posts until there are enough.
  return sql<Row[]>`
    with found as materialized (${found}),
    counted as (select count(*)::int as count from found),
    visible as materialized (
      select f.post_id, f.sort_id from (select * from found order by sort_id desc) as f
      join posts p on p.id = f.post_id
      where (select count from counted) <= ${MATCHES_MAX} and ${visibleTo(sql, viewerId)}
      order by f.sort_id desc limit ${to === null ? BLOCK_SIZE : MATCHES_MAX}
    )
    select c.count, v.post_id, v.sort_id, ${relevance} as relevance
    from counted c left join (visible v join post_search s using (post_id)) on true`;
}

function matchesIn(rows: readonly Row[]): Match[] {
  return rows.flatMap(({ postId, sortId, relevance }) =>
    postId === null ? [] : [{ postId, sortId, relevance }]
  );
}

function lowest(matches: readonly Match[]): string {
  return matches.reduce((low, { sortId }) => sortId < low ? sortId : low, LAST_ID);
}

type Fragment = ReturnType<typeof lookedAt>;

function lookedAt(sql: Sql, search: PostSearch, from: string, to: string | null) {
  return sql`
    select * from post_search s where ${between(sql, search, from, to)}
    order by s.sort_id desc limit ${LOOKED_AT_MAX}`;
}

/** `isAside` keeps Postgres from using the index by sort id: the one of words is far better. */
function between(
  sql: Sql,
  search: PostSearch,
  from: string,
  to: string | null,
  isAside = false,
) {
  const above = to !== null && to > search.from ? to : search.from;
  const below = from < search.until ? from : search.until;
  const range = sql`s.sort_id >= ${above} and s.sort_id < ${below}`;
  // The condition on cameras is repeated here, because an index has the few posts with a camera.
  return sql`${isAside ? sql`(${range}) is not false` : range}
    ${search.camera === null ? sql`` : sql`and s.cameras <> ''`}`;
}

function answers(sql: Sql, { terms, camera, near, mutedIds }: PostSearch) {
  const pattern = camera && `%${camera.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`true
    ${terms === null ? sql`` : sql`and s.document @@ ${terms}::tsquery`}
    ${pattern === null ? sql`` : sql`and s.cameras like ${pattern}`}
    ${near === null ? sql`` : sql`and ${isNear(sql, near)}`}
    ${mutedIds.length === 0 ? sql`` : sql`and s.author_id <> all(${mutedIds}::uuid[])`}`;
}

function isNear(sql: Sql, { center, radiusKm, box }: NonNullable<PostSearch["near"]>) {
  const { latitude, longitude } = center;
  const [one, other = one] = box.spans;
  return sql`
    s.latitude between ${box.south}::float8 and ${box.north}::float8
    and (s.longitude between ${one!.west}::float8 and ${one!.east}::float8
      or s.longitude between ${other!.west}::float8 and ${other!.east}::float8)
    and 2 * 6371.0088 * asin(sqrt(least(1,
      power(sin(radians(s.latitude - ${latitude}::float8) / 2), 2)
      + cos(radians(s.latitude)) * cos(radians(${latitude}::float8))
        * power(sin(radians(s.longitude - ${longitude}::float8) / 2), 2)))) <= ${radiusKm}::float8`;
}
