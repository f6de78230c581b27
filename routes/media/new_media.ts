import type { Context } from "../../context/mod.ts";
import type { NewMedia } from "../../db/media/media.ts";
import { findStorageUse, requireRoom } from "../../db/media/storage_uses.ts";
import { deleteObjectsLater } from "../../db/outbox/storage_deletions.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { type MediaPurpose, newObjectPrefix, type Placement } from "../../domain/media/media.ts";
import { AppError } from "../../lib/errors.ts";
import {
  acceptedFormat,
  foreignType,
  formatOfType,
  FORMATS,
  ImageRefused,
  type MediaFormat,
  namesOf,
  UNKNOWN_TYPE,
} from "../../lib/images/mod.ts";

/** A file whose upload was not recorded is deleted after this long. */
const UNUSED_UPLOAD_SECONDS = 3600;

/** Returns a new picture of this owner. Its upload must be complete by `expiresAt`. */
export function newMedia(
  ownerId: UserId,
  upload: Pick<NewMedia, "status" | "declaredType" | "declaredBytes" | "sha256">,
  options: { expiresAt: Date; placement: Placement; purpose: MediaPurpose },
): NewMedia {
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
  };
}

/** Throws `unsupported_media_type` or `payload_too_large`, before anything is stored. */
export function requireAcceptable(ctx: Context, type: string, bytes: number): void {
  const { MEDIA_TYPES: accepted, MAX_UPLOAD_BYTES: most } = ctx.config;
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
      `Pictures must be ${namesOf(accepted)}, not ${format ? FORMATS[format].name : type}.`,
    );
  }
  if (bytes > most) {
    throw new AppError("payload_too_large", `A picture can have at most ${most} bytes.`);
  }
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
  requireAcceptable(ctx, announced, file.size);
  const bytes = await file.bytes();
  const declaredType = FORMATS[requireContent(ctx, bytes, announced)].type;
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

function requireContent(ctx: Context, bytes: Uint8Array, declaredType: string): MediaFormat {
  try {
    return acceptedFormat(bytes, { declaredType, accepted: ctx.config.MEDIA_TYPES });
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    throw new AppError("unprocessable", `${error.message}.`, { cause: error });
  }
}
