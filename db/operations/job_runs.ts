import { newId } from "../../domain/ids.ts";
import { inSeconds, requireLease } from "../outbox/leases.ts";
import type { Sql } from "../sql.ts";

/** A run of a job that this program has begun, or taken over from one that died. */
export interface Run {
  id: string;
  /** How many programs have begun it. */
  attempts: number;
}

/**
 * Begins runs of jobs, for a minute of their schedule or by hand. Returns them by the names of the
 * jobs, without those that another program runs, or that ran for that minute. A run whose lease has
 * ended is dead and is taken over: its row gets another id.
 */
export async function claimRuns(
  sql: Sql,
  names: readonly string[],
  scheduledFor: Date | null,
  leaseSeconds: number,
): Promise<Map<string, Run>> {
  const until = inSeconds(sql, leaseSeconds);
  const runs = await sql<(Run & { name: string })[]>`
    with asked as (
      select name, id
      from unnest(${names}::text[], ${names.map(() => newId())}::uuid[]) as a (name, id)
    ), begun as (
      insert into job_runs (id, name, scheduled_for, leased_until)
      select id, name, ${scheduledFor}::timestamptz, ${until} from asked
      on conflict do nothing
      returning name, id, attempts
    ), taken_over as (
      update job_runs r
      set id = a.id, attempts = attempts + 1, started_at = now(), leased_until = ${until}
      from asked a
      where r.name = a.name and finished_at is null and leased_until < now()
      returning r.name, r.id, attempts
    )
    select name, id, attempts from begun
    union all
    select name, id, attempts from taken_over`;
  return new Map(runs.map(({ name, ...run }) => [name, run]));
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
