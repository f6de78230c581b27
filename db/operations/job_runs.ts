import { newId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

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

/** How a job last ran, and when it last went well. */
export interface LastRun {
  name: string;
  id: string;
  startedAt: Date;
  finishedAt: Date | null;
  result: Record<string, number> | null;
  error: string | null;
  succeededAt: Date | null;
}

/** The last run of each job that ever ran, by name. */
export async function listLastRuns(sql: Sql): Promise<LastRun[]> {
  return await sql<LastRun[]>`
    select distinct on (r.name) r.name, r.id, r.started_at, r.finished_at, r.result, r.error, (
      select max(w.finished_at) from job_runs w
      where w.name = r.name and w.finished_at is not null and w.error is null
    ) as succeeded_at
    from job_runs r
    order by r.name, r.started_at desc, r.id desc`;
}
