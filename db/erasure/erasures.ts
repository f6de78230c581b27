import type { UserId } from "../../domain/ids.ts";
import { type Leased, Leases, requireLease } from "../outbox/leases.ts";
import type { Sql } from "../sql.ts";

/** The erasure of a person, on which one worker works. A phase that a crash ended is done again. */
export interface Erasure extends Leased {
  userId: UserId;
  phase: string;
}

const leases = new Leases<Erasure>({ name: "erasures", key: "userId" });

/**
 * Begins the erasure of some people who can no longer undo their deletion; returns how many. From
 * then on they cannot sign in.
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
  const next = {
    where: sql`user_id <> all(${except}::uuid[])`,
    orderBy: sql`begun_at, user_id`,
  };
  const [erasure] = await sql<Erasure[]>`
    ${leases.claim(sql, next)}
    returning user_id, phase, lease_id`;
  return erasure ?? null;
}

/** Renews the lease of an erasure. Fails if another worker has taken it over. */
export function holdErasure(sql: Sql, erasure: Erasure): Promise<void> {
  return leases.extend(sql, erasure);
}

/** Records that an erasure has reached a phase: all phases before it are done. */
export async function enterPhase(sql: Sql, erasure: Erasure, phase: string): Promise<void> {
  requireLease(await leases.update(sql, erasure, sql`phase = ${phase}`));
}

/** Lets another worker, or a later run, continue an erasure. */
export async function releaseErasure(sql: Sql, erasure: Erasure): Promise<void> {
  await leases.release(sql, erasure);
}

/** Deletes the record of an erasure that is done. */
export async function endErasure(sql: Sql, erasure: Erasure): Promise<void> {
  await sql`delete from erasures where ${leases.isHeld(sql, erasure)}`;
}
