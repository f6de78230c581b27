import { z } from "zod";
import type { Context } from "../../context.ts";
import type { Media } from "../../domain/media.ts";
import { objectUrl, PROCESSING_SECONDS_ESTIMATE } from "./media.ts";
import type { SeenPost } from "../see_posts.ts";
import { authorPart, placeSchema } from "./post.ts";
import { idSchema, timeSchema } from "./values.ts";

/** A picture and its post, received but not processed. */
export const receivedImageSchema = z.object({
  postId: idSchema,
  imageUrl: z.url(),
  thumbnailUrl: z.url(),
  processingStatus: z.literal("processing"),
  estimatedProcessingTime: z.int(),
});

/** A picture and its post, with the addresses at which it will be seen. */
export async function receivedImageView(
  ctx: Context,
  postId: string,
  objectPrefix: string,
): Promise<z.input<typeof receivedImageSchema>> {
  return {
    postId,
    imageUrl: await objectUrl(ctx, `${objectPrefix}/large.jpg`),
    thumbnailUrl: await objectUrl(ctx, `${objectPrefix}/thumb.jpg`),
    processingStatus: "processing",
    estimatedProcessingTime: PROCESSING_SECONDS_ESTIMATE,
  };
}

/** A post by its picture. */
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
});

/** A post by its first picture; null if it has none. */
export async function imageView(
  ctx: Context,
  { card, author, counters, engagement }: SeenPost,
): Promise<z.input<typeof imageSchema> | null> {
  const [media] = card.media;
  if (!media) return null;
  const { latitude, longitude, locationName } = card;
  const { width, height, fileSize, format, camera } = media;
  return {
    postId: card.id,
    ...authorPart(ctx, author),
    imageUrl: await variantUrl(ctx, media, "large"),
    thumbnailUrl: await variantUrl(ctx, media, "thumb"),
    processingStatus: media.status,
    caption: card.caption,
    tags: card.tags,
    location: latitude === null || longitude === null
      ? null
      : { latitude, longitude, name: locationName ?? "" },
    likesCount: counters.likes,
    commentsCount: counters.comments,
    isLiked: engagement.isLiked,
    createdAt: card.createdAt.toISOString(),
    metadata: { width, height, fileSize, format, camera },
  };
}

/** The address of a variant, also of one that is still to come. */
async function variantUrl(ctx: Context, media: Media, name: "large" | "thumb"): Promise<string> {
  const variant = media.variants.find((one) => one.name === name);
  return await objectUrl(ctx, variant?.key ?? `${media.objectPrefix}/${name}.jpg`);
}
