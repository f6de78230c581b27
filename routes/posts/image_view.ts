import { z } from "zod";
import type { PostId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { NewMedia } from "../../db/media/media.ts";
import type { Media } from "../../domain/media/media.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { FORMATS } from "../../lib/images/mod.ts";
import { PROCESSING_SECONDS_ESTIMATE } from "../media/media_view.ts";
import {
  type PictureRight,
  pictureUrl,
  type PictureViewer,
  postRight,
} from "../../context/picture_url.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";
import { authorPart, placeSchema } from "./post_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A picture and its post, before the picture is processed. */
export const receivedImageSchema = z.object({
  postId: idSchema,
  imageUrl: z.url(),
  thumbnailUrl: z.url(),
  processingStatus: z.literal("processing"),
  estimatedProcessingTime: z.int(),
}).meta({ id: "ReceivedPicture" });

/** Returns a picture and its post, with the addresses that the picture will have. */
export function receivedImageView(
  ctx: Context,
  postId: PostId,
  media: NewMedia,
  viewer: PictureViewer,
): z.input<typeof receivedImageSchema> {
  const right = postRight(viewer, postId);
  return {
    postId,
    imageUrl: announcedUrl(ctx, media, "large", right),
    thumbnailUrl: announcedUrl(ctx, media, "thumb", right),
    processingStatus: "processing",
    estimatedProcessingTime: PROCESSING_SECONDS_ESTIMATE,
  };
}

/** A post in the form of its first picture. */
export const imageSchema = z.object({
  postId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  imageUrl: z.url(),
  thumbnailUrl: z.url(),
  processingStatus: z.enum(["pending", "processing", "ready", "failed"]),
  caption: z.string(),
  tags: z.array(z.string()),
  location: placeSchema.nullable(),
  likesCount: z.int(),
  commentsCount: z.int(),
  isLiked: z.boolean(),
  createdAt: timeSchema,
  metadata: z.object({
    width: z.int().nullable(),
    height: z.int().nullable(),
    fileSize: z.int().nullable(),
    format: z.string().nullable(),
    camera: z.string().nullable(),
  }),
}).meta({ id: "Picture" });

/** Returns a post in the form of its first picture, or null if it has none. */
export function imageView(
  ctx: Context,
  { card, author, counters, viewerState, viewer }: VisiblePost,
): z.input<typeof imageSchema> | null {
  const [media] = card.media;
  if (!media) return null;
  const { latitude, longitude, locationName } = card;
  const { width, height, fileSize, format, camera } = media;
  const right = postRight(viewer, card.id);
  return {
    postId: card.id,
    ...authorPart(ctx, author),
    imageUrl: variantUrl(ctx, media, "large", right),
    thumbnailUrl: variantUrl(ctx, media, "thumb", right),
    processingStatus: media.status,
    caption: card.caption,
    tags: card.tags,
    location: latitude === null || longitude === null
      ? null
      : { latitude, longitude, name: locationName ?? "" },
    likesCount: counters.likes,
    commentsCount: counters.comments,
    isLiked: viewerState.isLiked,
    createdAt: card.createdAt.toISOString(),
    metadata: { width, height, fileSize, format, camera },
  };
}

/**
 * Returns the address that a variant will have. Only those of a JPEG are sure to be JPEGs. Others
 * get an address that leads to any type.
 */
function announcedUrl(
  ctx: Context,
  { id, objectPrefix, declaredType }: NewMedia,
  name: "large" | "thumb",
  right: PictureRight,
): string {
  const key = declaredType === FORMATS.JPEG.type ? `${objectPrefix}/${name}.jpg` : "";
  return pictureUrl(ctx, id, { name, contentType: "", key }, right);
}

/** Returns the address of a variant, also of one that does not exist yet. */
function variantUrl(
  ctx: Context,
  { id, variants }: Media,
  name: "large" | "thumb",
  right: PictureRight,
): string {
  const variant = variantNamed(variants, name) ?? { name, contentType: "", key: "" };
  return pictureUrl(ctx, id, variant, right);
}
