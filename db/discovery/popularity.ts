import { FIRST_ID, firstIdAt, LAST_ID } from "../../domain/ids.ts";
import {
  ENGAGEMENT_WEIGHTS,
  HOT_SCALE,
  TENFOLD_SECONDS,
  YOUNG_DAYS,
} from "../../domain/posts/popularity.ts";
import { deleteOutdated, insertEpoch, listNewest, ONGOING } from "./popularity_epochs.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";
import { visibleTo } from "../visibility.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** The number of old posts that one refresh visits. */
const SWEPT_AT_ONCE = 20_000;

/** The numbers of rows that a refresh changed and deleted. */
export interface Refreshed {
  changed: number;
  deleted: number;
}

/** A range of sort ids: `from` is excluded, `to` included. */
interface Range {
  from: string;
  to: string;
}

/**
 * Refreshes all young posts and some of the old ones. If anything has changed, this begins an
 * epoch. Returns null while another program refreshes.
 */
export async function refreshPopularity(pool: SqlPool): Promise<Refreshed | null> {
  const startedAt = performance.now();
  return await pool.begin(async (sql) => {
    await sql`insert into popularity_state default values on conflict do nothing`;
    const [state] = await sql<{ sweptTo: string }[]>`
      select swept_to from popularity_state for update skip locked`;
    if (!state) return null;
    const [newest] = await listNewest(sql);
    const epoch = (newest?.epoch ?? 0) + 1;
    const young = firstIdAt(Date.now() - YOUNG_DAYS * DAY_MS);
    const sweep = await nextSweep(sql, state.sweptTo, young);
    const changed = await refreshRange(sql, epoch, { from: young, to: LAST_ID }) +
      await refreshRange(sql, epoch, sweep);
    await insertEpoch(sql, epoch, changed, newest);
    const deleted = await deleteOutdated(sql);
    const tookMs = Math.round(performance.now() - startedAt);
    const sweptTo = sweep.to === young ? FIRST_ID : sweep.to;
    await sql`
      update popularity_state set refreshed_at = now(), took_ms = ${tookMs}, swept_to = ${sweptTo}`;
    return { changed, deleted };
  });
}

async function nextSweep(sql: Sql, from: string, young: string): Promise<Range> {
  const [last] = await sql<{ sortId: string }[]>`
    select sort_id from posts where sort_id > ${from} and sort_id <= ${young}
    order by sort_id limit 1 offset ${SWEPT_AT_ONCE - 1}`;
  return { from, to: last?.sortId ?? young };
}

/** Ends outdated rows of popularity and begins new ones; returns how many posts changed. */
async function refreshRange(sql: Sql, epoch: number, { from, to }: Range): Promise<number> {
  const { like, comment, repost } = ENGAGEMENT_WEIGHTS;
  const { count } = await one(sql<{ count: number }[]>`
    with eligible as (
      select p.id as post_id, p.author_id, p.sort_id, p.category, p.likes_count as likes,
        round(${HOT_SCALE} * (
          log(greatest(1, ${like} * p.likes_count + ${comment} * p.comments_count
            + ${repost} * p.reposts_count)) + ${millisecondsOf(sql)} / 1000 / ${TENFOLD_SECONDS}
        ))::int as hot
      from posts p
      where p.sort_id > ${from} and p.sort_id <= ${to} and not p.is_reply
        and ${visibleTo(sql, null)}
    ),
    now_valid as (
      select post_id, category, likes, hot, valid_from from popularity
      where valid_to = ${ONGOING} and sort_id > ${from} and sort_id <= ${to}
    ),
    changed as (
      select coalesce(e.post_id, v.post_id) as id, e.* from eligible e
      full join now_valid v on v.post_id = e.post_id
      where (e.category, e.likes, e.hot) is distinct from (v.category, v.likes, v.hot)
        and not coalesce(${isSlight(sql)}, false)
    ),
    ended as (
      update popularity r set valid_to = ${epoch} from changed
      where r.post_id = changed.id and r.valid_to = ${ONGOING}
    ),
    begun as (
      insert into popularity (post_id, valid_from, author_id, sort_id, category, likes, hot)
      select post_id, ${epoch}, author_id, sort_id, category, likes, hot from changed
      where post_id is not null
    )
    select count(*)::int as count from changed`);
  return count;
}

/**
 * Whether a post has changed by less than a fiftieth, and its row is younger than a minute. Without
 * this, a very popular post would leave a row in each epoch, and readers would have to skip them.
 */
function isSlight(sql: Sql) {
  const slight = Math.round(HOT_SCALE * Math.log10(1.02));
  return sql`(
    e.category is not distinct from v.category
    and abs(e.likes - v.likes) * 50 < v.likes and abs(e.hot - v.hot) < ${slight}
    and exists (
      select from popularity_epochs x
      where x.epoch = v.valid_from and x.made_at > now() - interval '1 minute')
  )`;
}

/**
 * The time of publication in Unix milliseconds: the first 48 bits of the sort id. Postgres 15 has
 * no function for it.
 */
function millisecondsOf(sql: Sql) {
  return sql`('x' || translate(left(p.sort_id::text, 13), '-', ''))::bit(48)::bigint::numeric`;
}
