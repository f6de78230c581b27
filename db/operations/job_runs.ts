import { newId } from "../../domain/ids.ts";
import { inSeconds, requireLease } from "../outbox/leases.ts";
import type { Sql } from "../sql.ts";

/**
 * Begins a run of a job under a lease. Returns its id, or null while another program runs the job.
 * A run whose lease has ended is dead and is taken over: its row gets another id.
 */
export async function claimRun(
  sql: Sql,
  name: string,
  leaseSeconds: number,
): Promise<string | null> {
  const [run] = await sql<{ id: string }[]>`
    insert into job_runs as running (id, name, leased_until)
    values (${newId()}, ${name}, ${inSeconds(sql, leaseSeconds)})
    on conflict (name) where finished_at is null do update
    set id = excluded.id, started_at = now(), leased_until = excluded.leased_until
    where running.leased_until < now()
    returning id`;
  return run?.id ?? null;
}

/** Renews the lease of a run. Fails if another program has taken the job over. */
export async function extendRun(sql: Sql, id: string, leaseSeconds: number): Promise<void> {
  const { count } = await sql`
    update job_runs set leased_until = ${inSeconds(sql, leaseSeconds)}
    where id = ${id} and finished_at is null`;
  requireLease(count === 1);
}

/** Ends a run with its counts or its error. */
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

/** The last run of a job, and when it last succeeded. */
export interface LastRun {
  name: string;
  id: string;
  startedAt: Date;
  finishedAt: Date | null;
  result: Record<string, number> | null;
  error: string | null;
  succeededAt: Date | null;
}

/** The last run of each job that ever ran, in the order of the names. */
export async function listLastRuns(sql: Sql): Promise<LastRun[]> {
  return await sql<LastRun[]>`
    select distinct on (r.name) r.name, r.id, r.started_at, r.finished_at, r.result, r.error, (
      select max(w.finished_at) from job_runs w
      where w.name = r.name and w.finished_at is not null and w.error is null
    ) as succeeded_at
    from job_runs r
    order by r.name, r.started_at desc, r.id desc`;
}
