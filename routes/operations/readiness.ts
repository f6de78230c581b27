import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { ping } from "../../db/operations/ping.ts";
import { DeadlinePassed, within } from "../../lib/deadline.ts";
import { AppError } from "../../lib/errors.ts";

const CHECK_MS_MAX = 2000;

const partSchema = z.object({
  ok: z.boolean(),
  ms: z.number().optional(),
  error: z.string().optional(),
});

/** Whether requests can be served, and the state of each part. */
export const readinessSchema = z.object({
  ready: z.boolean(),
  parts: z.object({
    program: partSchema,
    database: partSchema,
    kv: partSchema,
    cache: partSchema,
    storage: partSchema,
  }),
});

/** Whether requests can be served, and the state of each part. */
export type Readiness = z.output<typeof readinessSchema>;

/** Checks all parts at once. */
export async function readinessOf(ctx: Context): Promise<Readiness> {
  const [database, kv, cache, storage] = await Promise.all([
    check(() => ping(ctx.sql)),
    check(() => ctx.kv.get(["ready"])),
    check(() => ctx.redis.ping()),
    check(() => ctx.storage.ready()),
  ]);
  const parts = { program: programOf(ctx), database, kv, cache, storage };
  return { ready: Object.values(parts).every((part) => part.ok), parts };
}

/** Returns the names of the parts that are not ready. */
export function downParts({ parts }: Readiness): string[] {
  return Object.entries(parts).filter(([, part]) => !part.ok).map(([name]) => name);
}

function programOf(ctx: Context): Readiness["parts"]["program"] {
  if (ctx.isStopping()) return { ok: false, error: "stopping" };
  return ctx.isStarted() ? { ok: true } : { ok: false, error: "starting" };
}

async function check(ask: () => Promise<unknown>): Promise<Readiness["parts"]["database"]> {
  const startedAt = performance.now();
  try {
    await within(CHECK_MS_MAX, ask());
    return { ok: true, ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    return { ok: false, error: reasonOf(error) };
  }
}

// Messages of drivers may contain addresses and names. Error codes and our own messages do not.
function reasonOf(error: unknown): string {
  if (error instanceof AppError || error instanceof DeadlinePassed) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unreachable";
}
