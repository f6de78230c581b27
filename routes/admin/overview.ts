import { z } from "zod";
import { type LastRun, listLastRuns } from "../../db/operations/job_runs.ts";
import { outboxBacklog } from "../../db/outbox/rows.ts";
import { countEverything } from "../../db/operations/stats.ts";
import type { Api } from "../http/api.ts";
import { statsSchema, statsView } from "./stats_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

const jobSchema = z.object({
  name: z.string(),
  lastRun: z.object({
    runId: idSchema,
    state: z.enum(["running", "done", "failed"]),
    startedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    /** The counts that the job returned. */
    result: z.record(z.string(), z.number()).nullable(),
    error: z.string().nullable(),
  }),
  lastSuccessAt: timeSchema.nullable(),
}).meta({ id: "Job" });

/** The state of the service, for admins. */
export function adminOverviewRoutes(api: Api): void {
  api.get("/admin/stats", {
    summary: "Get the totals of the service",
    permission: "stats.read",
    response: statsSchema,
    run: async ({ ctx }) => statsView(await countEverything(ctx.sql), await outboxBacklog(ctx.sql)),
  });

  api.get("/admin/jobs", {
    summary: "List the jobs, each with its last run",
    permission: "jobs.read",
    response: z.object({ jobs: z.array(jobSchema) }),
    run: async ({ ctx }) => ({ jobs: (await listLastRuns(ctx.sql)).map(jobView) }),
  });
}

function jobView(run: LastRun): z.input<typeof jobSchema> {
  return {
    name: run.name,
    lastRun: {
      runId: run.id,
      state: run.finishedAt === null ? "running" : run.error === null ? "done" : "failed",
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
      result: run.result,
      error: run.error,
    },
    lastSuccessAt: run.succeededAt?.toISOString() ?? null,
  };
}
