import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { Export } from "../../db/exports/exports.ts";
import { SIGNED_URL_SECONDS } from "../../domain/limits.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** An export. Only one that is ready has a `url`, which works for a minute. */
export const exportSchema = z.object({
  exportId: idSchema,
  status: z.enum(["waiting", "ready", "failed"]),
  createdAt: timeSchema,
  expiresAt: timeSchema.nullable(),
  bytes: z.int().nullable(),
  url: z.url().optional(),
}).meta({ id: "Export" });

/** Returns an export as its user sees it. If its file is ready, the address is fresh. */
export async function exportView(
  ctx: Context,
  { id, status, createdAt, expiresAt, bytes, objectKey }: Export,
): Promise<z.input<typeof exportSchema>> {
  const isReady = status === "ready" && objectKey !== null && expiresAt !== null;
  const left = isReady ? Math.floor((expiresAt.getTime() - Date.now()) / 1000) : 0;
  const seconds = Math.max(1, Math.min(SIGNED_URL_SECONDS, left));
  return {
    exportId: id,
    status,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    bytes,
    ...(isReady ? { url: await ctx.storage.presignGet(objectKey, seconds) } : {}),
  };
}
