import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { findPosterSource } from "../../db/media/posters.ts";
import {
  ImageRefused,
  type ImageVariant,
  type ProcessedImage,
  UNKNOWN_TYPE,
} from "../../lib/images/mod.ts";
import type { ProcessedVideo } from "../../lib/video/core/video.ts";
import { neutralPoster } from "./neutral_poster.ts";

/** The variants of a picture that a video with it as poster does not take over. */
const NOT_OF_POSTER = ["original", "animated"];

/** The poster of a video. */
export interface Poster extends Pick<ProcessedImage, "thumbhash" | "dominantColor"> {
  files: ImageVariant[];
  /** Nobody has chosen it, and it shows nothing of the video. */
  isNeutral: boolean;
}

/**
 * Makes the poster of a video: the picture that its owner has chosen, or else one of its frames, or
 * else a neutral one.
 */
export async function makePoster(
  ctx: Context,
  work: MediaWork,
  video: Pick<ProcessedVideo, "poster" | "width" | "height">,
): Promise<Poster> {
  const image = await chosenPoster(ctx, work) ??
    (video.poster === null ? null : await pictureOf(ctx, video.poster));
  const neutral = () => ctx.images.process(neutralPoster(video), { declaredType: "image/png" });
  const { thumbhash, dominantColor, variants } = image ?? await neutral();
  const files = variants.filter(({ name }) => !NOT_OF_POSTER.includes(name));
  return { thumbhash, dominantColor, files, isNeutral: image === null };
}

/** Returns the poster that the owner has chosen, unless it is missing or cannot be read. */
async function chosenPoster(ctx: Context, work: MediaWork): Promise<ProcessedImage | null> {
  const source = await findPosterSource(ctx.sql, work);
  if (source === null) return null;
  const bytes = await ctx.storage.get(source.key, ctx.config.MAX_UPLOAD_BYTES);
  return bytes === null ? null : await pictureOf(ctx, bytes);
}

async function pictureOf(
  ctx: Context,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ProcessedImage | null> {
  try {
    return await ctx.images.process(bytes, { declaredType: UNKNOWN_TYPE });
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}
