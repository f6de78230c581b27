import type { Context } from "../../context/mod.ts";
import {
  beginErasures,
  claimErasure,
  endErasure,
  enterPhase,
  type Erasure,
  holdErasure,
  releaseErasure,
} from "../../db/erasure/erasures.ts";
import { LeaseLost } from "../../db/outbox/leases.ts";
import { whileLeased } from "../runtime/lease.ts";
import { ERASURE_PHASES } from "./phases.ts";

const BEGUN_AT_ONCE = 100;

/**
 * Erases people whose time to undo the deletion is over, phase by phase. A phase that a crash
 * interrupted runs again. A phase that has to wait, or that fails, is left to the next run and
 * delays nobody else's erasure.
 */
export async function erasePeople(
  ctx: Context,
  signal: AbortSignal,
): Promise<{ erased: number; unfinished: number }> {
  const firstPhase = ERASURE_PHASES[0]!.name;
  const days = ctx.config.ACCOUNT_ERASURE_DAYS;
  await beginErasures(ctx.sql, { days, firstPhase, limit: BEGUN_AT_ONCE });
  const unfinished: string[] = [];
  const errors: unknown[] = [];
  let erased = 0;
  while (!signal.aborted) {
    const erasure = await claimErasure(ctx.sql, unfinished);
    if (erasure === null) break;
    const isDone = await erase(ctx, erasure, signal).catch((error) => {
      if (!(error instanceof LeaseLost)) errors.push(error);
      return false;
    });
    if (isDone) erased++;
    else unfinished.push(erasure.userId);
  }
  if (errors.length > 0) throw errors[0];
  return { erased, unfinished: unfinished.length };
}

/** Continues an erasure. Returns whether it is complete. */
async function erase(ctx: Context, erasure: Erasure, signal: AbortSignal): Promise<boolean> {
  try {
    return await whileLeased(
      () => holdErasure(ctx.sql, erasure),
      (lost) => runPhases(ctx, erasure, AbortSignal.any([signal, lost])),
    );
  } finally {
    // After a crash, the lease expires by itself.
    await releaseErasure(ctx.sql, erasure).catch(() => {});
  }
}

async function runPhases(ctx: Context, erasure: Erasure, signal: AbortSignal): Promise<boolean> {
  const reached = ERASURE_PHASES.findIndex(({ name }) => name === erasure.phase);
  if (reached === -1) throw new Error("An erasure has an unknown phase");
  for (const phase of ERASURE_PHASES.slice(reached)) {
    await enterPhase(ctx.sql, erasure, phase.name);
    for (let outcome = "more"; outcome === "more";) {
      if (signal.aborted) return false;
      outcome = await phase.step(ctx, erasure.userId, signal);
      if (outcome === "wait") return false;
    }
  }
  await endErasure(ctx.sql, erasure);
  return true;
}
