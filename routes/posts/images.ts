import { z } from "zod";
import type { PostId } from "../../domain/ids.ts";
import { insertMedia, type NewMedia } from "../../db/media/media.ts";
import { insertPost } from "../../db/posts/posts.ts";
import { keepObjects } from "../../db/outbox/storage_deletions.ts";
import type { Tx } from "../../db/transact.ts";
import { placementFor } from "../../domain/posts/posts.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { requireCategory } from "./category_input.ts";
import { idInputOf } from "../http/fields.ts";
import { type NewImage, newImage } from "./new_image.ts";
import { storeUpload } from "../media/new_media.ts";
import { imageSchema, imageView, receivedImageSchema, receivedImageView } from "./image_view.ts";
import { loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { pictureViewer } from "../../context/picture_url.ts";

/** A picture together with its post: uploaded in one form, read in one response. */
export function imageRoutes(api: Api): void {
  api.post("/images/upload", {
    summary: "Upload a picture and publish it when it is processed",
    limit: "upload",
    body: newImage,
    bodyType: "multipart",
    response: receivedImageSchema,
    status: 201,
    errors: ["payload_too_large", "unsupported_media_type", "unprocessable"],
    async run({ ctx, viewerId, body, write }) {
      requireCategory(ctx, body.category);
      const author = must(await ctx.cache.users.get(viewerId));
      const placement = placementFor(body.privacy, author);
      const media = await storeUpload(ctx, viewerId, body.image, placement);
      const viewer = await pictureViewer(ctx, viewerId);
      return await write(async (tx) => {
        const { postId } = await publishImage(tx, media, body, ctx.config.STORAGE_QUOTA_BYTES);
        return receivedImageView(ctx, postId, media, viewer);
      });
    },
  });

  api.get("/images/:postId", {
    summary: "Get a post as its picture",
    auth: "optional",
    params: z.object({ postId: idInputOf<"post">() }),
    response: imageSchema,
    async run({ ctx, viewerId, params }) {
      const seen = (await loadVisiblePosts(ctx.cache, viewerId, [params.postId])).get(
        params.postId,
      );
      return must(seen && imageView(ctx, seen), "Image not found.");
    },
  });
}

async function publishImage(
  tx: Tx,
  media: NewMedia,
  image: NewImage,
  quotaBytes: number,
): Promise<{ postId: PostId }> {
  await insertMedia(tx, media, quotaBytes);
  await keepObjects(tx.sql, [media.uploadKey]);
  return await insertPost(tx, {
    authorId: media.ownerId,
    mediaIds: [media.id],
    caption: image.caption,
    header: null,
    tags: image.tags,
    location: image.location,
    privacy: image.privacy,
    contentWarning: null,
    category: image.category,
  });
}
