import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import {
  ALT_TEXT_LENGTH_MAX,
  CAPTION_LENGTH_MAX,
  COMMENT_LENGTH_MAX,
  MEDIA_PER_POST_MAX,
} from "../../domain/limits.ts";
import { REPORT_REASONS } from "../../domain/moderation/moderation.ts";
import { FORMATS } from "../../lib/images/mod.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import type { Api } from "../http/api.ts";
import { acceptedFormats } from "../media/mod.ts";
import { API_VERSION } from "../openapi/document.ts";

const FRESH_SECONDS = 60;

const clientSchema = z.object({
  version: z.string().describe("The version of the API."),
  photoOnly: z.boolean().describe("Whether each post must have a picture or a video."),
  acceptedTypes: z.array(z.string()).describe("The content types of files that may be uploaded."),
  maxUploadBytes: z.int().describe("The most bytes of a picture."),
  maxVideoBytes: z.int(),
  maxVideoSeconds: z.int(),
  transcodes: z.boolean().describe(
    "Whether videos of any codec are accepted, and get a poster. Otherwise they must be H.264 with " +
      "AAC or without sound, and the poster is the one of `posterUploadId` or a neutral one.",
  ),
  mediaPerPostMax: z.int(),
  captionLengthMax: z.int(),
  altTextLengthMax: z.int(),
  commentLengthMax: z.int(),
  reactions: z.array(z.string()),
  categories: z.array(z.string()),
  reportReasons: z.array(z.enum(REPORT_REASONS)),
  providers: z.array(z.object({
    name: z.string().describe("The name in the paths of sign-in with the provider."),
    label: z.string().describe("The name for people."),
  })),
  registration: z.enum(["open"]),
  passkeys: z.boolean(),
}).meta({ id: "ClientSettings" });

/** The limits and choices of this server, so that a client guesses none of them. */
export function clientRoutes(api: Api): void {
  api.get("/client", {
    summary: "Get the limits and choices of this server",
    auth: "none",
    response: clientSchema,
    run({ ctx, http }) {
      const data = clientOf(ctx);
      const etag = `"${sha256(JSON.stringify(data)).toHex().slice(0, 32)}"`;
      http.header("etag", etag);
      http.header("cache-control", `public, max-age=${FRESH_SECONDS}`);
      const known = (http.req.header("if-none-match") ?? "").split(",");
      const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === etag);
      return isKnown ? http.body(null, 304) : data;
    },
  });
}

function clientOf(ctx: Context): z.input<typeof clientSchema> {
  const { config } = ctx;
  return {
    version: API_VERSION,
    photoOnly: config.PHOTO_ONLY,
    acceptedTypes: acceptedFormats(ctx).map((format) => FORMATS[format].type),
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    maxVideoBytes: config.MAX_VIDEO_BYTES,
    maxVideoSeconds: config.MAX_VIDEO_SECONDS,
    transcodes: ctx.videos.canTranscode,
    mediaPerPostMax: MEDIA_PER_POST_MAX,
    captionLengthMax: CAPTION_LENGTH_MAX,
    altTextLengthMax: ALT_TEXT_LENGTH_MAX,
    commentLengthMax: COMMENT_LENGTH_MAX,
    reactions: config.COMMENT_REACTIONS,
    categories: config.CATEGORIES,
    reportReasons: [...REPORT_REASONS],
    providers: [...ctx.identityProviders.keys()].map((name) => ({
      name,
      label: name.charAt(0).toUpperCase() + name.slice(1),
    })),
    registration: "open",
    passkeys: true,
  };
}
