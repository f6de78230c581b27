import { newId } from "../domain/ids.ts";
import type { Sql } from "./sql.ts";

/**
 * Begins a run of a job, for as long as the lease lasts; answers its id, or null while another
 * program runs it. A run whose lease has passed died, and is taken over.
 */
export async function claimRun(
  sql: Sql,
  name: string,
  leaseSeconds: number,
): Promise<string | null> {
  const [run] = await sql<{ id: string }[]>`
    insert into job_runs as running (id, name, leased_until)
    values (${newId()}, ${name}, now() + ${leaseSeconds} * interval '1 second')
    on conflict (name) where finished_at is null do update
    set id = excluded.id, started_at = now(), leased_until = excluded.leased_until
    where running.leased_until < now()
    returning id`;
  return run?.id ?? null;
}

/** Prolongs the lease of a run; answers false if somebody else has taken the job over. */
export async function extendRun(sql: Sql, id: string, leaseSeconds: number): Promise<boolean> {
  const { count } = await sql`
    update job_runs set leased_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${id} and finished_at is null`;
  return count === 1;
}

/** Ends a run with what it counted, or with what went wrong. */
export async function finishRun(
  sql: Sql,
  id: string,
  outcome: { result: Record<string, number> } | { error: string },
): Promise<void> {
  const result = "result" in outcome ? sql.json(outcome.result) : null;
  const error = "error" in outcome ? outcome.error : null;
  await sql`
    update job_runs set finished_at = now(), result = ${result}, error = ${error}
    where id = ${id}`;
}

/** Deletes some runs that ended long ago; answers how many. */
export async function deleteRunsOlderThan(sql: Sql, days: number, limit: number): Promise<number> {
  const { count } = await sql`
    delete from job_runs
    where id in (
      select id from job_runs
      where finished_at < now() - ${days} * interval '1 day'
      order by id limit ${limit}
    )`;
  return count;
}
