import { atWork, type Context } from "../../context/mod.ts";
import { claimRun, extendRun, finishRun } from "../../db/operations/job_runs.ts";
import type { Job } from "./job.ts";
import { whileLeased } from "./lease.ts";

/** The outcome of a run; "busy" if another program is running the job. */
export type JobOutcome =
  | { state: "done"; result: Record<string, number> }
  | { state: "busy" }
  | { state: "failed"; error: unknown };

/** How long a run that died keeps others from taking over the job. */
const LEASE_SECONDS = 60;

/** Runs a job unless another program is running it. Stores and logs its counts or its error. */
export async function runJob(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  { leaseSeconds = LEASE_SECONDS } = {},
): Promise<JobOutcome> {
  const startedAt = performance.now();
  const outcome = await runUnderLease(ctx, job, signal, leaseSeconds).catch(failure);
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
  leaseSeconds: number,
): Promise<JobOutcome> {
  const id = await claimRun(ctx.sql, job.name, leaseSeconds);
  if (id === null) return { state: "busy" };
  try {
    const result = await whileLeased(
      leaseSeconds,
      () => extendRun(ctx.sql, id, leaseSeconds),
      (lost) => job.run(atWork(ctx), AbortSignal.any([signal, lost])),
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
