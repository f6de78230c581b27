import { z } from "zod";
import { removeAvatar, setNextAvatar } from "../../db/people/avatars.ts";
import { insertMedia } from "../../db/media/media.ts";
import { keepObjects } from "../../db/outbox/storage_deletions.ts";
import type { Api } from "../http/api.ts";
import { storeUpload } from "../media/new_media.ts";
import { uploadStatusSchema, uploadStatusView } from "../media/media_view.ts";

/** The viewer's avatar. */
export function avatarRoutes(api: Api): void {
  api.post("/users/me/avatar", {
    summary: "Replace my profile picture; the old one stays until the new one is processed",
    limit: "upload",
    body: z.strictObject({ image: z.file() }),
    bodyType: "multipart",
    response: uploadStatusSchema,
    status: 202,
    errors: ["payload_too_large", "unsupported_media_type", "unprocessable"],
    async run({ ctx, viewerId, body, write }) {
      const media = await storeUpload(ctx, viewerId, body.image, "public");
      return await write(async (tx) => {
        await insertMedia(tx, media, ctx.config.STORAGE_QUOTA_BYTES);
        await keepObjects(tx.sql, [media.uploadKey]);
        await setNextAvatar(tx.sql, viewerId, media.id);
        return uploadStatusView({ mediaId: media.id, status: "processing", error: null });
      });
    },
  });

  api.delete("/users/me/avatar", {
    summary: "Remove my profile picture",
    async run({ viewerId, write }) {
      await write((tx) => removeAvatar(tx, viewerId));
    },
  });
}
