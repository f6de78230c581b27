import { z } from "zod";
import { findStorageUse } from "../../db/media/storage_uses.ts";
import type { Api } from "../http/api.ts";

const bytes = z.int().nonnegative();
const storageSchema = z.object({
  usedBytes: bytes.describe("What my pictures take, in all their variants."),
  quotaBytes: bytes.nullable().describe("What they may take; null where there is no limit."),
  unfinishedUploads: z.int().nonnegative()
    .describe(
      "Uploads that were announced and are not complete; some end by themselves each hour.",
    ),
  unfinishedBytes: bytes.describe("What these will take. It counts against the quota, too."),
});

/** The storage that the viewer's pictures use. */
export function storageRoutes(api: Api): void {
  api.get("/users/me/storage", {
    summary: "How much room my pictures take, and how much there is",
    response: storageSchema,
    async run({ ctx, viewerId }) {
      const quotaBytes = ctx.config.STORAGE_QUOTA_BYTES || null;
      return { ...await findStorageUse(ctx.sql, viewerId), quotaBytes };
    },
  });
}
