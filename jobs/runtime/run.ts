import { atWork, type Context } from "../../context/mod.ts";
import { claimRun, extendRun, finishRun } from "../../db/operations/job_runs.ts";
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

/**
 * Runs a job, unless another program is running it or has run it for the same minute. Stores and
 * logs its counts or its error.
 */
export async function runJob(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<JobOutcome> {
  const startedAt = performance.now();
  const outcome = await runUnderLease(ctx, job, signal, options).catch(failure);
  const ms = Math.round(performance.now() - startedAt);
  if (outcome.state === "done") {
    const hasWorked = Object.values(outcome.result).some((count) => count > 0);
    const write = hasWorked ? ctx.log.info : ctx.log.debug;
    write("job done", { job: job.name, ms, ...outcome.result });
  } else if (outcome.state === "failed") {
    ctx.log.error("job failed", { job: job.name, ms, error: outcome.error });
  }
  return outcome;
}

async function runUnderLease(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  { scheduledFor = null, leaseSeconds = LEASE_SECONDS }: RunOptions,
): Promise<JobOutcome> {
  const claimed = await claimRun(ctx.sql, job.name, scheduledFor, leaseSeconds);
  if (claimed === null) return { state: "busy" };
  const { id, attempts } = claimed;
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
