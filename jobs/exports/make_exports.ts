import type { Context } from "../../context/mod.ts";
import {
  beginAttempt,
  claimExport,
  type ExportWork,
  failExport,
  finishExport,
  holdExport,
  recordUpload,
  retryExport,
} from "../../db/exports/work.ts";
import { LeaseLost } from "../../db/outbox/leases.ts";
import { EXPORT_TRIES_MAX } from "../../domain/limits.ts";
import { newObjectPrefix } from "../../domain/media/media.ts";
import { whileLeased } from "../runtime/lease.ts";
import { exportArchive } from "./archive.ts";

const RETRY_SECONDS = 60;

/** Makes the waiting exports. If a program dies, its export starts again when the lease ends. */
export async function makeExports(
  ctx: Context,
  signal: AbortSignal,
): Promise<{ exported: number; failed: number }> {
  const counts = { exported: 0, failed: 0 };
  while (!signal.aborted) {
    const work = await claimExport(ctx.sql);
    if (work === null) break;
    const isMade = await attempt(ctx, work, signal);
    counts[isMade ? "exported" : "failed"]++;
  }
  return counts;
}

async function attempt(ctx: Context, work: ExportWork, signal: AbortSignal): Promise<boolean> {
  const { sql, storage } = ctx;
  try {
    const { objectKey, uploadId } = work;
    if (objectKey !== null && uploadId !== null) await storage.abortUpload(objectKey, uploadId);
    // An attempt counts from its start, so an export that kills programs is given up.
    if (work.attempts > EXPORT_TRIES_MAX) throw new Error("Every attempt was cut short");
    await make(ctx, work, signal);
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    const isLast = work.attempts >= EXPORT_TRIES_MAX && !signal.aborted;
    ctx.log.warn("an export failed", { exportId: work.id, isLast, error });
    await (isLast ? failExport(sql, work) : retryExport(sql, work, RETRY_SECONDS));
    return false;
  }
}

async function make(ctx: Context, work: ExportWork, signal: AbortSignal): Promise<void> {
  const { sql, storage } = ctx;
  const key = `${newObjectPrefix("private")}/export.zip`;
  const hold = () => holdExport(sql, work);
  await whileLeased(hold, async (lost) => {
    await beginAttempt(sql, work, key);
    const archive = exportArchive(ctx, work.userId, AbortSignal.any([signal, lost]));
    const { bytes } = await storage.putParts(key, archive, {
      contentType: "application/zip",
      saveAs: "tintype-export.zip",
      begun: (uploadId) => recordUpload(sql, work, uploadId),
      completing: hold,
    });
    await finishExport(sql, work, { key, bytes });
  });
}
