import { join } from "node:path";
import { blankMetadata } from "../container/blank.ts";
import { readMovie } from "../container/movie.ts";
import { VideoRefused } from "../core/errors.ts";
import type { VideoFacts } from "../core/facts.ts";
import { checkMissing, framesMax } from "../core/limits.ts";
import type { Rendition } from "../core/renditions.ts";
import type { Ffmpeg } from "./program.ts";
import { inputOptions, runFfmpeg } from "./run.ts";

/** A video to encode. */
export interface EncodeJob {
  folder: string;
  /** The name of the upload in the folder. */
  input: string;
  facts: VideoFacts;
  /** The largest first. */
  renditions: readonly Rendition[];
  maxSeconds: number;
  signal: AbortSignal;
  onProgress(share: number): void;
}

/** The containers that FFmpeg may read. A playlist could name other files, or addresses. */
const CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";
const FRAME_RATE_MAX = 60;
/** Key pictures of all sizes at the same times, so that a player can change between them. */
const KEY_SECONDS = 4;

/** Nothing of the source but pictures and sound: no tags, chapters, subtitles, data, versions. */
export const NOTHING_ELSE: readonly string[] = [
  ...["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
  ...["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"],
];

/** H.264 that every browser plays, with times of any distance. */
export const H264: readonly string[] = [
  ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high"],
  ...["-pix_fmt", "yuv420p", "-fps_mode", "vfr", "-enc_time_base", "1/90000"],
  // Messages inside of the stream: the encoder's settings, captions.
  ...["-bsf:v", "filter_units=remove_types=6"],
];

/** Decodes a video once and encodes it in all sizes, upright and with ordinary colours. */
export async function encode(ffmpeg: Ffmpeg, job: EncodeJob): Promise<void> {
  const { facts, renditions, maxSeconds, folder, signal, onProgress } = job;
  if (facts.isHdr && !ffmpeg.canToneMap) {
    throw new VideoRefused("This server cannot show HDR videos. Export it without HDR");
  }
  await runFfmpeg(ffmpeg, {
    folder,
    durationMs: facts.durationMs,
    signal,
    onTime: (ms) => onProgress(Math.min(1, ms / facts.durationMs)),
    args: [
      ...inputOptions(CONTAINERS),
      ...["-i", `file:${job.input}`, "-filter_complex_threads", "1"],
      ...["-filter_complex", graph(facts, renditions)],
      ...renditions.flatMap((one, index) => outputOptions(one, index, maxSeconds)),
    ],
  });
  for (const { file } of renditions) await blankMetadata(join(folder, file));
  // FFmpeg encodes what it finds, so the rest of a cut file is only missing.
  checkMissing(await durationOf(join(folder, renditions[0]!.file), maxSeconds), facts.durationMs);
}

async function durationOf(path: string, maxSeconds: number): Promise<number> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  return readMovie(file, size, framesMax(maxSeconds)).durationMs;
}

/** Each size is made from the next larger one, so that the source is scaled only once. */
function graph(facts: VideoFacts, renditions: readonly Rendition[]): string {
  const rate = facts.framesPerSecond > FRAME_RATE_MAX * 1.02 ? `fps=${FRAME_RATE_MAX},` : "";
  return renditions.map((one, index) => {
    const source = index === 0 ? `[0:v:0]${rate}` : `[s${index}]`;
    const filter = index === 0 && facts.isHdr ? toneMap(one) : scale(one);
    const isLast = index === renditions.length - 1;
    return `${source}${filter},setsar=1` +
      (isLast ? `[v${index}]` : `,split=2[v${index}][s${index + 1}]`);
  }).join(";");
}

function scale({ width, height }: Rendition): string {
  return `scale=${width}:${height},format=yuv420p`;
}

/** Scales before the mapping of tones, which is most of the work. */
function toneMap({ width, height }: Rendition): string {
  return `zscale=w=${width}:h=${height}:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,` +
    "tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p";
}

function outputOptions(one: Rendition, index: number, maxSeconds: number): string[] {
  const { kilobitsPerSecond: kilobits } = one;
  return [
    ...["-map", `[v${index}]`, "-map", "0:a:0?", ...NOTHING_ELSE, ...H264],
    ...["-maxrate", `${kilobits}k`, "-bufsize", `${2 * kilobits}k`],
    ...["-force_key_frames", `expr:gte(t,n_forced*${KEY_SECONDS})`],
    ...["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-threads", "1"],
    ...["-t", String(maxSeconds + 1), "-movflags", "+faststart", "-f", "mp4", `file:${one.file}`],
  ];
}
