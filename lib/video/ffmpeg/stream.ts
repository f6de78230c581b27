import { join } from "node:path";
import { latin1 } from "../../images/core/cursor.ts";
import { blankMetadata } from "../container/blank.ts";
import type { HlsFiles } from "../core/video.ts";
import type { Rendition } from "../core/renditions.ts";
import type { Ffmpeg } from "./program.ts";
import { inputOptions, runFfmpeg } from "./run.ts";

const FOLDER = "hls";
const PLAYLIST = "index.m3u8";
const AAC = "mp4a.40.2";
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
      // FFmpeg leaves the name as it is if there is only one size.
      ...["-hls_fmp4_init_filename", renditions.length > 1 ? "init_%v.mp4" : "init_0.mp4"],
      ...["-hls_segment_filename", `${FOLDER}/part_%v_%d.m4s`, `${FOLDER}/size_%v.m3u8`],
    ],
  });
  await completeHeads(stream, hasAudio);
  return { folder: stream, playlist: PLAYLIST, files: await filesIn(stream) };
}

/**
 * Adds to the playlist of all sizes which codecs each has, because players choose by them. Blanks
 * the metadata in the heads.
 */
async function completeHeads(stream: string, hasAudio: boolean): Promise<void> {
  const path = join(stream, PLAYLIST);
  const lines = (await Deno.readTextFile(path)).split("\n");
  let size = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("#EXT-X-STREAM-INF:")) continue;
    const head = join(stream, `init_${size++}.mp4`);
    await blankMetadata(head);
    const codecs = [await codecOf(head), ...hasAudio ? [AAC] : []];
    const rest = line.replace(/,CODECS="[^"]*"/, "");
    lines[index] = `${rest},CODECS="${codecs.join(",")}"`;
  }
  await Deno.writeTextFile(path, lines.join("\n"));
}

/** Reads profile and level from the decoder's configuration (`avcC`). */
async function codecOf(path: string): Promise<string> {
  const head = await Deno.readFile(path);
  const at = latin1(head).indexOf("avcC") + 5;
  return `avc1.${head.subarray(at, at + 3).toHex()}`;
}

async function filesIn(folder: string): Promise<HlsFiles["files"]> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (path) => ({
    path,
    contentType: TYPES[path.split(".").at(-1)!] ?? "application/octet-stream",
    bytes: (await Deno.stat(join(folder, path))).size,
  })));
}
