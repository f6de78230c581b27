import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { oldestEventSeconds } from "../../db/outbox/rows.ts";
import { DeadlinePassed, within } from "../../lib/deadline.ts";
import { AppError } from "../../lib/errors.ts";

const CHECK_MS_MAX = 2000;
/** An event is delivered within a second. One that waits for this long shows that nothing is. */
const OLDEST_SECONDS_MAX = 30;

/** The parts that are checked. */
export const CHECKS = [
  "program",
  "database",
  "kv",
  "redis",
  "storage",
  "delivery",
  "cluster",
] as const;

/** Without one of these, all requests would get 503. The others are needed by some requests. */
const REQUIRED: ReadonlySet<CheckName> = new Set(["program", "database"]);

type CheckName = typeof CHECKS[number];

const status = z.enum(["pass", "warn", "fail"]);

/** Whether requests can be served, and the state of each part. */
export const readinessSchema = z.object({
  ready: z.boolean(),
  status,
  checks: z.record(
    z.enum(CHECKS),
    z.object({
      status,
      ms: z.number().optional(),
      oldestSeconds: z.number().optional(),
      error: z.string().optional(),
    }),
  ),
}).meta({ id: "Readiness" });

/** Whether requests can be served, and the state of each part. */
export type Readiness = z.output<typeof readinessSchema>;

/** The result of a check: its measurement, or the reason for its failure. */
type Result = Omit<Readiness["checks"][CheckName], "status">;

/** Checks all parts at once, within two seconds. */
export async function readinessOf(ctx: Context): Promise<Readiness> {
  const [oldestSeconds, database, kv, redis, storage] = await checkServices(ctx);
  const results: Record<CheckName, Result> = {
    program: programOf(ctx),
    database,
    kv,
    redis,
    storage,
    delivery: deliveryOf(oldestSeconds),
    cluster: ctx.isOutOfSync() ? { error: "messages of other instances cannot be read" } : {},
  };
  const checks = Object.fromEntries(
    CHECKS.map((name) => [name, { status: statusOf(name, results[name]), ...results[name] }]),
  ) as Readiness["checks"];
  const found = new Set(Object.values(checks).map(({ status }) => status));
  const worst = found.has("fail") ? "fail" : found.has("warn") ? "warn" : "pass";
  return { ready: worst !== "fail", status: worst, checks };
}

/** Returns the names of the checks that have failed. */
export function failedChecks({ checks }: Readiness): string[] {
  return CHECKS.filter((name) => checks[name].status === "fail");
}

async function checkServices(ctx: Context) {
  let oldestSeconds: number | null = null;
  const results = await Promise.all([
    measure(async () => {
      await ctx.invalidations.current();
      oldestSeconds = await oldestEventSeconds(ctx.sql);
    }),
    measure(() => Promise.all(ctx.kvStores.map((store) => store.get(["ready"])))),
    measure(() => ctx.redis.ping()),
    measure(() => ctx.storage.ready()),
  ]);
  return [oldestSeconds, ...results] as const;
}

function programOf(ctx: Context): Result {
  if (ctx.isStopping()) return { error: "stopping" };
  if (ctx.isStarted()) return {};
  const problem = ctx.startProblem();
  return { error: problem === null ? "starting" : `starting: ${reasonOf(problem)}` };
}

function deliveryOf(oldestSeconds: number | null): Result {
  if (oldestSeconds === null) return { error: "unknown without the database" };
  if (oldestSeconds < OLDEST_SECONDS_MAX) return { oldestSeconds };
  return { oldestSeconds, error: "the oldest event is not delivered" };
}

function statusOf(name: CheckName, { error }: Result): "pass" | "warn" | "fail" {
  if (error === undefined) return "pass";
  return REQUIRED.has(name) ? "fail" : "warn";
}

async function measure(ask: () => Promise<unknown>): Promise<Result> {
  const startedAt = performance.now();
  try {
    await within(CHECK_MS_MAX, ask());
    return { ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

// Messages of drivers may contain addresses and names. Error codes and our own messages do not.
function reasonOf(error: unknown): string {
  if (error instanceof AppError || error instanceof DeadlinePassed) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unreachable";
}
