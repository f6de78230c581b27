import { type Epoch, EPOCH_KEPT_MINUTES } from "../../domain/posts/popularity.ts";
import type { Sql } from "../sql.ts";
import { listTrending } from "./trending.ts";

/** The `valid_to` of rows that are still valid. */
export const ONGOING = 2 ** 31 - 1;
const DELETED_AT_ONCE = 10_000;

/** Returns the newest epoch, or nothing if there is none. */
export async function listNewest(sql: Sql): Promise<Epoch[]> {
  return await sql<Epoch[]>`
    select epoch, trending, categories from popularity_epochs order by epoch desc limit 1`;
}

/** Begins an epoch, unless it would equal the newest one. */
export async function insertEpoch(
  sql: Sql,
  epoch: number,
  changed: number,
  newest: Epoch | undefined,
): Promise<void> {
  const trending = await listTrending(sql);
  const isSame = changed === 0 && JSON.stringify(trending) === JSON.stringify(newest?.trending);
  if (isSame) return;
  await sql`
    insert into popularity_epochs (epoch, trending, categories)
    select ${epoch}, ${
    sql.json(trending as never)
  }, coalesce(jsonb_object_agg(category, posts), '{}')
    from (
      select category, count(*) as posts from popularity
      where valid_to = ${ONGOING} and category is not null group by category
    ) as c`;
}

/** Deletes epochs that are too old to read and some of their rows; returns how many rows. */
export async function deleteOutdated(sql: Sql): Promise<number> {
  await sql`
    delete from popularity_epochs where epoch < (
      select max(epoch) from popularity_epochs
      where made_at < now() - ${EPOCH_KEPT_MINUTES} * interval '1 minute')`;
  const { count } = await sql`
    delete from popularity where ctid = any(array(
      select ctid from popularity
      where valid_to <= (select min(epoch) from popularity_epochs) and valid_to < ${ONGOING}
      limit ${DELETED_AT_ONCE}))`;
  return count;
}
