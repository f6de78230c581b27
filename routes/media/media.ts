import { z } from "zod";
import { updateAltText } from "../../db/posts/alt_texts.ts";
import {
  deleteMedia,
  findUpload,
  insertMedia,
  markUploaded,
  type Upload,
} from "../../db/media/media.ts";
import { uploadSeconds } from "../../domain/limits.ts";
import { editPicture } from "../../db/media/edits.ts";
import { requirePoster } from "../../db/media/posters.ts";
import { MEDIA_PURPOSES } from "../../domain/media/media.ts";
import { AppError, must } from "../../lib/errors.ts";
import { namesOf, PROCESSED_FORMATS } from "../../lib/images/mod.ts";
import { isVideoFormat, sniff, UNKNOWN_TYPE } from "../../lib/images/mod.ts";
import type { Storage } from "../../lib/storage/storage.ts";
import type { Api } from "../http/api.ts";
import { idInput, text } from "../http/fields.ts";
import { mediaChange } from "./edit.ts";
import {
  acceptedFormats,
  newMedia,
  normalType,
  requireAcceptable,
  requireSize,
} from "./new_media.ts";
import {
  mediaSchema,
  mediaView,
  uploadSchema,
  uploadStatusSchema,
  uploadStatusView,
  uploadView,
} from "./media_view.ts";
import { anyRight, pictureViewer } from "../../context/picture_url.ts";
import { seeMedia } from "../../reads/media/visible_media.ts";
import { mediaParams } from "../http/values.ts";

const newUpload = z.strictObject({
  contentType: text(100).transform(normalType).describe(
    `The type of the file: ${namesOf(PROCESSED_FORMATS)}, unless this server accepts fewer. ` +
      "If it is empty or application/octet-stream, the content decides.",
  ),
  bytes: z.int().positive(),
  sha256: text(64).regex(/^[0-9a-f]{64}$/i, "Must be 64 hexadecimal digits")
    .transform((hex) => hex.toLowerCase()).optional(),
  purpose: z.enum(MEDIA_PURPOSES).default("post")
    .describe("A picture for a message is in one message only, and in no post."),
  posterUploadId: idInput.optional().describe(
    "An upload of a picture that is complete: the poster of this video. Without one the server " +
      "takes a picture of the video, if it can decode it, or else a neutral one.",
  ),
});
/** The bytes that show the format of a file. */
const START_BYTES = 64;
const uploadParams = z.object({ uploadId: idInput });

/** Pictures: clients upload them directly to storage, a job processes them, posts use them. */
export function mediaRoutes(api: Api): void {
  api.post("/media/upload", {
    summary: "Create an upload; the response says where to send the file",
    limit: "upload",
    body: newUpload,
    response: uploadSchema,
    status: 201,
    errors: ["payload_too_large", "unsupported_media_type", "unprocessable"],
    async run({ ctx, viewerId, body, write }) {
      const { contentType: type, bytes, posterUploadId } = body;
      requireAcceptable(ctx, { type, bytes, accepted: acceptedFormats(ctx) });
      const posterMediaId = posterUploadId === undefined
        ? null
        : await requirePoster(ctx.sql, posterUploadId, viewerId);
      const upload = newMedia(viewerId, {
        status: "pending",
        declaredType: body.contentType,
        declaredBytes: body.bytes,
        sha256: body.sha256 ?? null,
      }, {
        expiresAt: new Date(Date.now() + uploadSeconds(bytes) * 1000),
        placement: body.purpose === "message" ? "private" : "public",
        purpose: body.purpose,
      });
      const media = { ...upload, posterMediaId };
      const view = await uploadView(ctx, media);
      return await write(async (tx) => {
        await insertMedia(tx, media, ctx.config.STORAGE_QUOTA_BYTES);
        return view;
      });
    },
  });

  api.post("/media/upload/:uploadId/complete", {
    summary: "Complete an upload; the picture is processed at once",
    params: uploadParams,
    response: uploadStatusSchema,
    status: 202,
    errors: ["payload_too_large", "unprocessable"],
    async run({ ctx, viewerId, params, write }) {
      const upload = must(
        await findUpload(ctx.sql, params.uploadId, viewerId),
        "Upload not found.",
      );
      if (upload.status !== "pending") return uploadStatusView(upload);
      await requireUploaded(ctx.storage, upload);
      const isVideo = upload.isVideo || await hasVideo(ctx.storage, upload);
      requireSize(ctx.config, { isVideo, bytes: upload.declaredBytes });
      return await write(async (tx) => {
        const status = await markUploaded(tx, { ...upload, isVideo });
        return uploadStatusView({ ...upload, status });
      });
    },
  });

  api.get("/media/upload/:uploadId/status", {
    summary: "Get the state of an upload",
    params: uploadParams,
    response: uploadStatusSchema,
    async run({ ctx, viewerId, params }) {
      const upload = await findUpload(ctx.sql, params.uploadId, viewerId);
      return uploadStatusView(must(upload, "Upload not found."));
    },
  });

  api.get("/media/:id", {
    summary: "Get a picture",
    auth: "optional",
    params: mediaParams,
    response: mediaSchema,
    async run({ ctx, viewerId, params }) {
      const seen = must(await seeMedia(ctx, params.id, viewerId), "Picture not found.");
      return mediaView(ctx, seen.media, {
        isOwner: seen.media.ownerId === viewerId,
        right: seen.right,
      });
    },
  });

  api.patch("/media/:id", {
    summary: "Describe, turn or crop my picture; 202 means that its variants are made anew",
    params: mediaParams,
    body: mediaChange,
    response: mediaSchema,
    status: 202,
    statusIfExisting: 200,
    errors: ["unprocessable"],
    async run({ ctx, http, viewerId, params, body, write }) {
      const { altText, edit, focus } = body;
      const own = { mediaId: params.id, ownerId: viewerId };
      const isEdit = edit !== undefined || focus !== undefined;
      if (!isEdit) http.set("isExisting", true);
      const media = await write(async (tx) => {
        const described = altText === undefined
          ? null
          : await updateAltText(tx, { ...own, altText });
        if (!isEdit) return described!;
        return await editPicture(tx, {
          ...own,
          ...edit === undefined ? {} : { turn: edit ?? { rotate: 0, crop: null } },
          ...focus === undefined ? {} : { focus },
        });
      });
      const right = anyRight(await pictureViewer(ctx, viewerId));
      return mediaView(ctx, media, { isOwner: true, right });
    },
  });

  api.delete("/media/:id", {
    summary: "Delete a picture that no post and no message uses",
    params: mediaParams,
    errors: ["conflict"],
    async run({ viewerId, params, write }) {
      await write((tx) => deleteMedia(tx, params.id, viewerId));
    },
  });
}

async function requireUploaded(storage: Storage, upload: Upload): Promise<void> {
  const object = await storage.head(upload.uploadKey);
  if (object === null) {
    throw new AppError("unprocessable", "The file is not uploaded yet. Upload it first.");
  }
  if (object.bytes !== upload.declaredBytes) {
    throw new AppError(
      "unprocessable",
      `The upload has ${object.bytes} bytes, but ${upload.declaredBytes} were announced.`,
    );
  }
}

/** Whether an upload of an unknown type begins as a video does. */
async function hasVideo(storage: Storage, upload: Upload): Promise<boolean> {
  if (upload.declaredType !== UNKNOWN_TYPE) return false;
  const start = await storage.start(upload.uploadKey, START_BYTES);
  const format = start && sniff(start);
  return format !== null && isVideoFormat(format);
}
