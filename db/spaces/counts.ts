import type postgres from "postgres";
import {
  SPACE_COUNT_TOLD_SECONDS,
  SPACE_MEMBERS_TOLD_MAX,
} from "../../domain/conversations/limits.ts";
import { FIRST_ID, type SpaceId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Changes the number of members of a locked space. Returns whether the space is small enough that
 * all members hear of each. Otherwise a job tells them the number, at most every few seconds.
 */
export async function countMembers(
  { sql, wake }: Tx,
  { id, from, to }: { id: SpaceId; from: number; to: number },
): Promise<boolean> {
  const isTold = Math.max(from, to) <= SPACE_MEMBERS_TOLD_MAX;
  const { dueAt } = await one(sql<{ dueAt: Date | null }[]>`
    update spaces s set members_count = ${to}, is_count_told = s.is_count_told and ${isTold}
    where s.id = ${id}
    returning ${dueAtOf(sql)} as due_at`);
  if (!isTold) wake("space_counts", dueAt ?? undefined);
  return isTold;
}

/** Lists some spaces whose members are to be told how many they are, in the order of their ids. */
export async function listCountsToTell(
  sql: Sql,
  after: SpaceId | null,
  limit: number,
): Promise<{ id: SpaceId }[]> {
  return await sql<{ id: SpaceId }[]>`
    select s.id from spaces s
    where ${isToBeTold(sql)} and ${isDue(sql)} and s.id > ${after ?? FIRST_ID}
    order by s.id limit ${limit}`;
}

/** Tells the members of a space how many they are. Returns false if they know, or were just told. */
export async function tellCount({ sql, record }: Tx, spaceId: SpaceId): Promise<boolean> {
  const { count } = await sql`
    update spaces s set is_count_told = true, count_told_at = clock_timestamp()
    where s.id = ${spaceId} and ${isToBeTold(sql)} and ${isDue(sql)}`;
  if (count === 0) return false;
  record({ type: "space.updated", spaceId });
  return true;
}

const isToBeTold = (sql: Sql) => sql`(not s.is_count_told and s.deleted_at is null)`;
const dueAtOf = (sql: Sql) =>
  sql`s.count_told_at + ${SPACE_COUNT_TOLD_SECONDS} * interval '1 second'`;
const isDue = (sql: Sql) => sql`coalesce(${dueAtOf(sql)} <= clock_timestamp(), true)`;

/** The columns of `WaitingTimes` for numbers of members. */
export function spaceCountsTimes(sql: Sql): postgres.Fragment {
  const waiting = sql`from spaces s where ${isToBeTold(sql)}`;
  return sql`
    exists (select ${waiting} and ${isDue(sql)}) as is_due,
    (select min(${dueAtOf(sql)}) ${waiting} and not ${isDue(sql)}) as next_at`;
}
