import { atWork, type Context } from "../../context/mod.ts";
import { claimRuns, extendRun, finishRun, type Run } from "../../db/operations/job_runs.ts";
import { LEASE_SECONDS } from "../../db/outbox/leases.ts";
import type { Job } from "./job.ts";
import { whileLeased } from "./lease.ts";

/** The outcome of a run; "busy" if another program is running the job, or ran it for that minute. */
export type JobOutcome =
  | { state: "done"; result: Record<string, number> }
  | { state: "busy" }
  | { state: "failed"; error: unknown };

/** A run that ended this many programs is given up. */
const ATTEMPTS_MAX = 3;

/** For which minute of its schedule a job runs, or null by hand; how long its lease lasts. */
interface RunOptions {
  scheduledFor?: Date | null;
  leaseSeconds?: number;
}

/** Runs a job as {@link runJobs} does. */
export async function runJob(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<JobOutcome> {
  const [outcome] = await runJobs(ctx, [job], signal, options);
  return outcome!;
}

/**
 * Runs jobs together, except those that another program is running or has run for the same minute.
 * Stores and logs their counts or their errors. Returns the outcomes in the order of the jobs.
 */
export async function runJobs(
  ctx: Context,
  jobs: readonly Job[],
  signal: AbortSignal,
  { scheduledFor = null, leaseSeconds = LEASE_SECONDS }: RunOptions = {},
): Promise<JobOutcome[]> {
  const startedAt = performance.now();
  const names = jobs.map(({ name }) => name);
  const claimed = claimRuns(ctx.sql, names, scheduledFor, leaseSeconds);
  return await Promise.all(jobs.map(async (job) => {
    const outcome = await runUnderLease(ctx, job, signal, claimed, leaseSeconds).catch(failure);
    logOutcome(ctx, job, outcome, Math.round(performance.now() - startedAt));
    return outcome;
  }));
}

function logOutcome({ log }: Context, { name: job }: Job, outcome: JobOutcome, ms: number): void {
  if (outcome.state === "failed") log.error("job failed", { job, ms, error: outcome.error });
  if (outcome.state !== "done") return;
  const hasWorked = Object.values(outcome.result).some((count) => count > 0);
  const write = hasWorked ? log.info : log.debug;
  write("job done", { job, ms, ...outcome.result });
}

async function runUnderLease(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  claimed: Promise<Map<string, Run>>,
  leaseSeconds: number,
): Promise<JobOutcome> {
  const run = (await claimed).get(job.name);
  if (run === undefined) return { state: "busy" };
  const { id, attempts } = run;
  try {
    if (attempts > ATTEMPTS_MAX) throw new Error("Every attempt was cut short");
    const result = await whileLeased(
      () => extendRun(ctx.sql, id, leaseSeconds),
      (lost) => job.run(atWork(ctx), AbortSignal.any([signal, lost])),
      { leaseSeconds },
    );
    await finishRun(ctx.sql, id, { result });
    return { state: "done", result };
  } catch (error) {
    await finishRun(ctx.sql, id, { error: String(error) });
    return failure(error);
  }
}

function failure(error: unknown): JobOutcome {
  return { state: "failed", error };
}
