import postgres from "postgres";
import { delay } from "../../lib/delay.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";

/** The number of tables among which likes are divided, by their posts. */
export const LIKE_PARTITIONS = 16;

interface LikePlace {
  userId: string;
  postId: string;
}

const LOCK_NOT_AVAILABLE = "55P03";
const TRIES_MAX = 100;
const AGAIN_MS = 50;
const FIRST_PLACE: LikePlace = {
  userId: "00000000-0000-0000-0000-000000000000",
  postId: "00000000-0000-0000-0000-000000000000",
};

/**
 * Divides the table of likes into partitions while the programs go on. Returns false if that was
 * done before. It may be run again after an interruption.
 */
export async function partitionLikes(
  pool: SqlPool,
  { likesAtOnce, onCopied = () => {} }: {
    likesAtOnce: number;
    onCopied?: () => Promise<void> | void;
  },
): Promise<boolean> {
  if (await areLikesPartitioned(pool)) return false;
  await preparePartitions(pool);
  let place: LikePlace | null = FIRST_PLACE;
  while ((place = await copyLikes(pool, place, likesAtOnce)) !== null) await onCopied();
  await swapLikes(pool);
  return true;
}

async function areLikesPartitioned(sql: Sql): Promise<boolean> {
  const { isPartitioned } = await one(sql<{ isPartitioned: boolean }[]>`
    select relkind = 'p' as is_partitioned from pg_class where oid = 'likes'::regclass`);
  return isPartitioned;
}

/** Creates the partitions, beside the table of likes, and has each change of it copied from now on. */
export async function preparePartitions(pool: SqlPool): Promise<void> {
  await withTableLock(pool, async (sql) => {
    const [begun] = await sql`select from pg_class where oid = to_regclass('likes_partitioned')`;
    if (begun !== undefined) return;
    await sql`
      create table likes_partitioned (like likes including defaults including constraints)
      partition by hash (post_id)`;
    for (let remainder = 0; remainder < LIKE_PARTITIONS; remainder++) {
      await sql`
        create table ${sql(`likes_${remainder}`)} partition of likes_partitioned
        for values with (modulus ${sql.unsafe(String(LIKE_PARTITIONS))},
          remainder ${sql.unsafe(String(remainder))})`;
    }
    await sql`
      alter table likes_partitioned
      add constraint likes_partitioned_pkey primary key (user_id, post_id)`;
    await sql`create index likes_partitioned_by_post on likes_partitioned (post_id, id desc)`;
    await sql`
      create function copy_like() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then
          delete from likes_partitioned where user_id = old.user_id and post_id = old.post_id;
        end if;
        if tg_op <> 'DELETE' then
          insert into likes_partitioned select new.*;
        end if;
        return null;
      end $$`;
    await sql`
      create trigger copy_like after insert or update or delete on likes
      for each row execute function copy_like()`;
  });
}

/** Copies the next likes after a place. Returns the last one's place, or null at the end. */
async function copyLikes(
  sql: Sql,
  { userId, postId }: LikePlace,
  limit: number,
): Promise<LikePlace | null> {
  // The lock keeps a like from being deleted before its copy exists. A batch of likes locks them in
  // another order, so waiting for it could end in a deadlock.
  const [last] = await whenFree(() =>
    sql<LikePlace[]>`
    with batch as (
      select * from likes where (user_id, post_id) > (${userId}, ${postId})
      order by user_id, post_id limit ${limit} for share nowait
    ), copied as (
      insert into likes_partitioned select * from batch on conflict do nothing
    )
    select user_id, post_id from batch order by user_id desc, post_id desc limit 1`
  );
  return last ?? null;
}

/** Puts the partitions in the place of the table, which is deleted. Programs go on meanwhile. */
async function swapLikes(pool: SqlPool): Promise<void> {
  await withTableLock(pool, async (sql) => {
    await sql`lock table likes in access exclusive mode`;
    await sql`drop table likes`;
    await sql`drop function copy_like`;
    await sql`alter table likes_partitioned rename to likes`;
    await sql`alter index likes_partitioned_pkey rename to likes_pkey`;
    await sql`alter index likes_partitioned_by_post rename to likes_by_post`;
  });
}

/**
 * Runs a transaction that locks a whole table. It waits for a second at most, because requests wait
 * behind it.
 */
async function withTableLock(pool: SqlPool, run: (sql: Sql) => Promise<void>): Promise<void> {
  await whenFree(() =>
    pool.begin(async (sql) => {
      await sql`set local lock_timeout = '1s'`;
      await run(sql);
    })
  );
}

/** Runs something again while others hold a lock that it needs, up to a hundred times. */
async function whenFree<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await run();
    } catch (error) {
      const isLocked = error instanceof postgres.PostgresError && error.code === LOCK_NOT_AVAILABLE;
      if (!isLocked || tries === TRIES_MAX) throw error;
      await delay(AGAIN_MS);
    }
  }
}
