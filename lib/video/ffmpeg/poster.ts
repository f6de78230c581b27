import { join } from "node:path";
import { VideoRefused } from "../core/errors.ts";
import { NOTHING_ELSE } from "./encode.ts";
import type { Ffmpeg } from "./program.ts";
import { inputOptions, runFfmpeg } from "./run.ts";

const POSTER = "poster.jpg";
/** The poster shows the picture of this second, or the middle of a shorter video. */
const SECOND = 1;

/**
 * Returns a picture of a finished file as JPEG. Its colours and its rotation are already right.
 */
export async function makePoster(
  ffmpeg: Ffmpeg,
  { folder, file, durationMs, signal }: {
    folder: string;
    file: string;
    durationMs: number;
    signal: AbortSignal;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const at = Math.min(SECOND, durationMs / 2000);
  await runFfmpeg(ffmpeg, {
    folder,
    durationMs,
    signal,
    args: [
      ...inputOptions("mov,mp4,m4a,3gp,3g2,mj2"),
      ...["-ss", at.toFixed(3), "-i", `file:${file}`, "-map", "0:v:0", ...NOTHING_ELSE],
      ...["-vf", "scale=out_range=pc,format=yuvj420p", "-frames:v", "1", "-q:v", "2"],
      ...["-threads", "1", "-f", "image2", "-update", "1", `file:${POSTER}`],
    ],
  });
  try {
    return await Deno.readFile(join(folder, POSTER));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new VideoRefused("The video has no pictures that can be decoded", { cause: error });
  }
}
