import { join } from "node:path";
import { sniff } from "../../images/core/format.ts";
import { blankMetadata } from "../container/blank.ts";
import { VideoRefused } from "../core/errors.ts";
import { fitted, type Size } from "../core/renditions.ts";
import type { VideoFile } from "../core/video.ts";
import { H264, NOTHING_ELSE } from "./encode.ts";
import type { Ffmpeg } from "./program.ts";
import { inputOptions, runFfmpeg } from "./run.ts";

const FILE = "animation.mp4";
const LINES_MAX = 1080;
const HEADER_BYTES = 10;
/** The time that a browser shows the frames of a usual GIF; longer ones end here. */
const SECONDS_MAX = 60;

/** Makes an MP4 of an animated GIF on white. Returns null if it is not smaller than the GIF. */
export async function encodeGif(
  ffmpeg: Ffmpeg,
  { folder, input, signal }: { folder: string; input: string; signal: AbortSignal },
): Promise<VideoFile | null> {
  const path = join(folder, FILE);
  const { width, height } = fitted(await sizeOf(join(folder, input)), LINES_MAX);
  await runFfmpeg(ffmpeg, {
    folder,
    durationMs: SECONDS_MAX * 1000,
    signal,
    args: [
      ...[...inputOptions("gif"), "-ignore_loop", "1", "-i", `file:${input}`],
      ...["-filter_complex_threads", "1", "-filter_complex", onWhite({ width, height })],
      ...["-map", "[v]", "-an", ...NOTHING_ELSE, ...H264, "-threads", "1"],
      ...["-t", String(SECONDS_MAX), "-movflags", "+faststart", "-f", "mp4", `file:${FILE}`],
    ],
  });
  await blankMetadata(path);
  const { size: bytes } = await Deno.stat(path);
  const { size: gifBytes } = await Deno.stat(join(folder, input));
  if (bytes >= gifBytes) return null;
  return { name: "video", path, width, height, contentType: "video/mp4", bytes };
}

function onWhite({ width, height }: Size): string {
  return "[0:v:0]format=rgba,split[a][b];[a]lutrgb=r=255:g=255:b=255:a=255[white];" +
    `[white][b]overlay=format=rgb,scale=${width}:${height}:flags=neighbor,setsar=1,` +
    "format=yuv420p[v]";
}

async function sizeOf(path: string): Promise<Size> {
  using file = await Deno.open(path);
  const header = new Uint8Array(HEADER_BYTES);
  await file.read(header);
  if (sniff(header) !== "GIF") throw new VideoRefused("The file is not a GIF");
  const view = new DataView(header.buffer);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}
