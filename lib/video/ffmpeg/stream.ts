import { join } from "node:path";
import type { HlsFiles } from "../core/video.ts";
import type { Rendition } from "../core/renditions.ts";
import type { Ffmpeg } from "./program.ts";
import { inputOptions, runFfmpeg } from "./run.ts";

const FOLDER = "hls";
const PLAYLIST = "index.m3u8";
const SEGMENT_SECONDS = 4;
const TYPES: Record<string, string> = {
  m3u8: "application/vnd.apple.mpegurl",
  m4s: "video/iso.segment",
  mp4: "video/mp4",
};

/** Cuts encoded sizes into the segments of a stream (HLS with CMAF), without encoding them again. */
export async function makeStream(
  ffmpeg: Ffmpeg,
  { folder, renditions, hasAudio, durationMs, signal }: {
    folder: string;
    renditions: readonly Rendition[];
    hasAudio: boolean;
    durationMs: number;
    signal: AbortSignal;
  },
): Promise<HlsFiles> {
  const stream = join(folder, FOLDER);
  await Deno.mkdir(stream);
  if (ffmpeg.uid !== null) await Deno.chown(stream, ffmpeg.uid, ffmpeg.uid);
  const sizes = renditions.map((_, index) => hasAudio ? `v:${index},a:${index}` : `v:${index}`);
  await runFfmpeg(ffmpeg, {
    folder,
    durationMs,
    signal,
    args: [
      ...renditions.flatMap((
        { file },
      ) => [...inputOptions("mov,mp4,m4a,3gp,3g2,mj2"), "-i", `file:${file}`]),
      ...renditions.flatMap((_, index) => ["-map", String(index)]),
      ...["-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact", "-f", "hls"],
      ...["-hls_time", String(SEGMENT_SECONDS), "-hls_playlist_type", "vod"],
      ...["-hls_segment_type", "fmp4", "-hls_flags", "independent_segments"],
      ...["-var_stream_map", sizes.join(" "), "-master_pl_name", PLAYLIST],
      ...["-hls_fmp4_init_filename", "init_%v.mp4"],
      ...["-hls_segment_filename", `${FOLDER}/part_%v_%d.m4s`, `${FOLDER}/size_%v.m3u8`],
    ],
  });
  return { folder: stream, playlist: PLAYLIST, files: await filesIn(stream) };
}

async function filesIn(folder: string): Promise<HlsFiles["files"]> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (path) => ({
    path,
    contentType: TYPES[path.split(".").at(-1)!] ?? "application/octet-stream",
    bytes: (await Deno.stat(join(folder, path))).size,
  })));
}
