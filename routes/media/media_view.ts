import { z } from "zod";
import type { MediaId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { NewMedia } from "../../db/media/media.ts";
import { uploadSeconds } from "../../domain/limits.ts";
import { type Media, type MediaStatus, VARIANT_NAMES } from "../../domain/media/media.ts";
import {
  ANIMATION_MEGAPIXELS_MAX,
  JPEG_MEGAPIXELS_MAX,
  OTHER_MEGAPIXELS_MAX,
  SIDE_PIXELS_MAX,
} from "../../lib/images/core/limits.ts";
import { type PictureRight, pictureUrl } from "../../context/picture_url.ts";
import { focusSchema, turnSchema } from "./edit.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The time in seconds that the processing of a picture usually takes. */
export const PROCESSING_SECONDS_ESTIMATE = 3;

const statusSchema = z.enum(["pending", "processing", "ready", "failed"]);

/** A picture as clients see it. */
export const mediaSchema = z.object({
  mediaId: idSchema,
  kind: z.enum(["image", "gif", "video"]),
  status: statusSchema,
  error: z.string().optional().describe(
    `The reason why the picture failed, for people. The limits are ${JPEG_MEGAPIXELS_MAX} megapixels ` +
      `for JPEG and ${OTHER_MEGAPIXELS_MAX} for other formats, ${SIDE_PIXELS_MAX} pixels a side, and ` +
      `${ANIMATION_MEGAPIXELS_MAX} megapixels for all frames of an animation together.`,
  ),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationMs: z.int().optional().describe("The length of a video in milliseconds."),
  hasAudio: z.boolean().optional().describe("Whether a video has sound."),
  thumbhash: z.string().nullable(),
  dominantColor: z.string().nullable(),
  altText: z.string(),
  variants: z.array(z.object({
    name: z.enum(VARIANT_NAMES),
    url: z.url(),
    width: z.int(),
    height: z.int(),
    contentType: z.string(),
    bytes: z.int(),
  })).describe(
    "Sizes are those of the picture as it is seen. The original is visible to its owner only. Its " +
      "pixels are as they were uploaded. If they must be turned, its EXIF block says only that.",
  ),
  edit: turnSchema.extend({ focus: focusSchema.nullable() }).nullable().optional()
    .describe("How its owner wants it shown; only for the owner. Variants may follow later."),
  metadata: z.object({
    format: z.string().nullable(),
    fileSize: z.int().nullable(),
    camera: z.string().optional(),
    takenAt: timeSchema.optional()
      .describe("The time it was taken. Only if the file has the time zone of the camera."),
    takenAtLocal: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/).optional()
      .describe("The local time of the camera, without a time zone."),
  }),
}).meta({ id: "Media" });

/** Returns a picture as clients see it. Only its owner gets the original. */
export function mediaView(
  ctx: Context,
  media: Media,
  { isOwner, right }: { isOwner: boolean; right: PictureRight },
): z.input<typeof mediaSchema> {
  const shown = media.variants.filter((variant) => isOwner || variant.name !== "original");
  const variants = shown.map((variant) => ({
    name: variant.name,
    url: pictureUrl(ctx, media.id, variant, right),
    width: variant.width,
    height: variant.height,
    contentType: variant.contentType,
    bytes: variant.bytes,
  }));
  return {
    mediaId: media.id,
    kind: media.kind,
    status: media.status,
    ...(isOwner && media.error !== null ? { error: media.error } : {}),
    width: media.width,
    height: media.height,
    ...(media.durationMs === null ? {} : { durationMs: media.durationMs }),
    ...(media.hasAudio === null ? {} : { hasAudio: media.hasAudio }),
    thumbhash: media.thumbhash,
    dominantColor: media.dominantColor,
    altText: media.altText,
    variants,
    ...(isOwner && media.kind === "image" ? { edit: media.edit } : {}),
    metadata: {
      format: media.format,
      fileSize: media.fileSize,
      ...(media.camera === null ? {} : { camera: media.camera }),
      ...(media.takenAt === null ? {} : { takenAt: media.takenAt }),
      ...(media.takenAtLocal === null ? {} : { takenAtLocal: media.takenAtLocal }),
    },
  };
}

/** The presigned request with which a client uploads the bytes. */
export const uploadSchema = z.object({
  uploadId: idSchema,
  mediaId: idSchema,
  url: z.url(),
  method: z.enum(["PUT"]),
  headers: z.record(z.string(), z.string()),
  expiresAt: timeSchema,
}).meta({ id: "Upload" });

/** Returns the presigned request of an upload. It accepts only the announced type and size. */
export async function uploadView(
  ctx: Context,
  media: NewMedia,
): Promise<z.input<typeof uploadSchema>> {
  const { url, headers, expiresAt } = await ctx.storage.presignPut(media.uploadKey, {
    contentType: media.declaredType,
    bytes: media.declaredBytes,
    ...(media.sha256 === null ? {} : { sha256: media.sha256 }),
    expiresInSeconds: uploadSeconds(media.declaredBytes),
  });
  const { uploadId, id: mediaId } = media;
  return { uploadId, mediaId, url, method: "PUT", headers, expiresAt: expiresAt.toISOString() };
}

/** The state of an upload. */
export const uploadStatusSchema = z.object({
  mediaId: idSchema,
  status: statusSchema,
  error: z.string().optional(),
  estimatedProcessingTime: z.int().optional(),
  progress: z.int().min(0).max(100)
    .describe("How much of the processing is done, in percent. It changes at most once a second."),
}).meta({ id: "UploadStatus" });

/** Returns the state of an upload as clients see it. */
export function uploadStatusView(
  upload: { mediaId: MediaId; status: MediaStatus; error: string | null; progress?: number },
): z.input<typeof uploadStatusSchema> {
  return {
    mediaId: upload.mediaId,
    status: upload.status,
    ...(upload.error === null ? {} : { error: upload.error }),
    ...(upload.status === "processing"
      ? { estimatedProcessingTime: PROCESSING_SECONDS_ESTIMATE }
      : {}),
    progress: upload.status === "ready" ? 100 : upload.progress ?? 0,
  };
}
