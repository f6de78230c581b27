import { z } from "zod";
import { findStorageUse } from "../../db/media/storage_uses.ts";
import type { Api } from "../http/api.ts";

const bytes = z.int().nonnegative();
const storageSchema = z.object({
  usedBytes: bytes.describe("Bytes that my pictures use, in all their variants."),
  quotaBytes: bytes.nullable().describe("Bytes that they may use. Null if there is no limit."),
  unfinishedUploads: z.int().nonnegative()
    .describe(
      "Uploads that were created and not completed. They expire after some time.",
    ),
  unfinishedBytes: bytes.describe("Bytes that these will use. They count towards the quota too."),
}).meta({ id: "Storage" });

/** The storage that the viewer's pictures use. */
export function storageRoutes(api: Api): void {
  api.get("/users/me/storage", {
    summary: "Get the storage that my pictures use, and my quota",
    response: storageSchema,
    async run({ ctx, viewerId }) {
      const quotaBytes = ctx.config.STORAGE_QUOTA_BYTES || null;
      return { ...await findStorageUse(ctx.sql, viewerId), quotaBytes };
    },
  });
}
