import type { Sql } from "../sql.ts";

/** The erasure of a person: its phase is done again if it was not finished. */
export interface Erasure {
  userId: string;
  phase: string;
}

/** A phase whose batches are steps renews the lease with each. */
const LEASE_SECONDS = 300;

/**
 * Begins the erasure of some people whose time to undo their deletion is over; answers how many.
 * From now on they cannot sign in.
 */
export async function beginErasures(
  sql: Sql,
  { days, firstPhase, limit }: { days: number; firstPhase: string; limit: number },
): Promise<number> {
  const { count } = await sql`
    with due as (
      select id from users u
      where deleted_at <= now() - ${days} * interval '1 day'
        and not exists (select from erasures e where e.user_id = u.id)
      order by deleted_at limit ${limit}
      for no key update skip locked
    )
    insert into erasures (user_id, phase) select id, ${firstPhase} from due
    on conflict do nothing`;
  return count;
}

/** Takes an erasure that nobody works on, the oldest first, but none of those given. */
export async function claimErasure(sql: Sql, except: readonly string[]): Promise<Erasure | null> {
  const [erasure] = await sql<Erasure[]>`
    update erasures set leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where user_id = (
      select user_id from erasures
      where leased_until <= now() and user_id <> all(${except}::uuid[])
      order by begun_at, user_id limit 1
      for update skip locked
    )
    returning user_id, phase`;
  return erasure ?? null;
}

/** Prolongs the lease of an erasure. */
export async function holdErasure(sql: Sql, userId: string): Promise<void> {
  await sql`
    update erasures set leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where user_id = ${userId}`;
}

/** Notes that an erasure has come to a phase: what comes before it is done. */
export async function enterPhase(sql: Sql, { userId, phase }: Erasure): Promise<void> {
  await sql`update erasures set phase = ${phase} where user_id = ${userId}`;
}

/** Lets somebody else, or a later run, go on with an erasure. */
export async function releaseErasure(sql: Sql, userId: string): Promise<void> {
  await sql`update erasures set leased_until = '-infinity' where user_id = ${userId}`;
}

/** Forgets an erasure that is done. */
export async function endErasure(sql: Sql, userId: string): Promise<void> {
  await sql`delete from erasures where user_id = ${userId}`;
}
