import type { Context } from "../../context/mod.ts";
import type { NewMedia } from "../../db/media/media.ts";
import { findStorageUse, requireRoom } from "../../db/media/storage_uses.ts";
import { deleteObjectsLater } from "../../db/outbox/storage_deletions.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { type MediaPurpose, newObjectPrefix, type Placement } from "../../domain/media/media.ts";
import type { Config } from "../../lib/config/mod.ts";
import { AppError } from "../../lib/errors.ts";
import {
  acceptedFormat,
  foreignType,
  formatOfType,
  FORMATS,
  ImageRefused,
  isVideoFormat,
  type MediaFormat,
  namesOf,
  UNKNOWN_TYPE,
} from "../../lib/images/mod.ts";

/** A file whose upload was not recorded is deleted after this long. */
const UNUSED_UPLOAD_SECONDS = 3600;

/** Returns a new picture or video of this owner. Its upload must be complete by `expiresAt`. */
export function newMedia(
  ownerId: UserId,
  upload: Pick<NewMedia, "status" | "declaredType" | "declaredBytes" | "sha256">,
  options: { expiresAt: Date; placement: Placement; purpose: MediaPurpose },
): NewMedia {
  const format = formatOfType(upload.declaredType);
  return {
    id: newId(),
    uploadId: newId(),
    ownerId,
    ...upload,
    uploadKey: `uploads/${crypto.getRandomValues(new Uint8Array(16)).toHex()}`,
    uploadExpiresAt: options.expiresAt,
    objectPrefix: newObjectPrefix(options.placement),
    placement: options.placement,
    purpose: options.purpose,
    isVideo: format !== null && isVideoFormat(format),
    posterMediaId: null,
  };
}

/**
 * Throws `unsupported_media_type` or `payload_too_large`, before anything is stored. A file of an
 * unknown type may turn out to be a video.
 */
export function requireAcceptable(
  { config }: Context,
  { type, bytes, accepted }: { type: string; bytes: number; accepted: readonly MediaFormat[] },
): void {
  const foreign = foreignType(type);
  if (foreign) {
    throw new AppError(
      "unsupported_media_type",
      `This is ${foreign.name}, which is not accepted. ${foreign.advice}.`,
    );
  }
  const format = formatOfType(type);
  if (type !== UNKNOWN_TYPE && (format === null || !accepted.includes(format))) {
    throw new AppError(
      "unsupported_media_type",
      `Files must be ${namesOf(accepted)}, not ${format ? FORMATS[format].name : type}.`,
    );
  }
  const isVideo = format === null ? accepted.some(isVideoFormat) : isVideoFormat(format);
  requireSize(config, { isVideo, bytes });
}

/** Throws `payload_too_large` if a picture or a video has more bytes than such may have. */
export function requireSize(
  { MAX_UPLOAD_BYTES, MAX_VIDEO_BYTES }: Config,
  { isVideo, bytes }: { isVideo: boolean; bytes: number },
): void {
  const [name, most] = isVideo ? ["video", MAX_VIDEO_BYTES] : ["picture", MAX_UPLOAD_BYTES];
  if (bytes <= most) return;
  throw new AppError("payload_too_large", `A ${name} can have at most ${most} bytes.`);
}

/** Returns the formats that this server accepts now. */
export function acceptedFormats({ config, videos }: Context): readonly MediaFormat[] {
  // WebM does not play everywhere, so it must be encoded again.
  return config.MEDIA_TYPES.filter((format) => format !== "WEBM" || videos.canTranscode);
}

/**
 * Stores the file of a form under an upload key, where the processing reads it. The caller records
 * it with `insertMedia` and `keepObjects`. A file that was not recorded is deleted later.
 */
export async function storeUpload(
  ctx: Context,
  ownerId: UserId,
  file: File,
  placement: Placement,
): Promise<NewMedia> {
  const announced = normalType(file.type);
  const accepted = ctx.config.MEDIA_TYPES.filter((format) => !isVideoFormat(format));
  requireAcceptable(ctx, { type: announced, bytes: file.size, accepted });
  const bytes = await file.bytes();
  const declaredType = FORMATS[requireContent(bytes, announced, accepted)].type;
  // Check the quota before the bytes are stored. `insertMedia` checks it again, because other
  // uploads may have come meanwhile.
  const { STORAGE_QUOTA_BYTES: quotaBytes } = ctx.config;
  const use = await findStorageUse(ctx.sql, ownerId);
  requireRoom(use, { quotaBytes, addedBytes: bytes.length });
  const upload = { declaredType, declaredBytes: bytes.length, sha256: null };
  const options = { expiresAt: new Date(), placement, purpose: "post" as const };
  const media = newMedia(ownerId, { status: "processing", ...upload }, options);
  await deleteObjectsLater(ctx.sql, [media.uploadKey], UNUSED_UPLOAD_SECONDS);
  await ctx.storage.put(media.uploadKey, bytes, { contentType: declaredType });
  return media;
}

/** Returns a content type without parameters, under its registered name. */
export function normalType(contentType: string): string {
  const type = contentType.split(";")[0]!.trim().toLowerCase();
  const format = formatOfType(type);
  return format ? FORMATS[format].type : type || UNKNOWN_TYPE;
}

function requireContent(
  bytes: Uint8Array,
  declaredType: string,
  accepted: readonly MediaFormat[],
): MediaFormat {
  try {
    return acceptedFormat(bytes, { declaredType, accepted });
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    throw new AppError("unprocessable", `${error.message}.`, { cause: error });
  }
}
