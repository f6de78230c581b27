import { readLines } from "../../sandbox/lines.ts";
import { supervise } from "../../sandbox/supervised.ts";
import { VideoRefused, VideoWorkerDied } from "../core/errors.ts";
import type { Ffmpeg } from "./program.ts";

/** One call of FFmpeg. */
export interface FfmpegCall {
  args: readonly string[];
  /** The private folder with all files of the work. FFmpeg runs in it. */
  folder: string;
  /** The duration of the video, from which the limits of time follow. */
  durationMs: number;
  signal: AbortSignal;
  /** Is called with the time in the video that was reached. */
  onTime?(ms: number): void;
}

/** RSS of FFmpeg. One 4K video with three renditions takes about 700 MiB. */
const MEMORY_BYTES = 1536 << 20;
/** Address space, in KiB: libraries and the stacks of threads count, too. */
const ADDRESS_KIBIBYTES = 4 << 20;
/** The largest file that it may write, in blocks of 512 bytes. */
const FILE_BLOCKS = (512 << 20) / 512;
const FILES_MAX = 64;

const CONFINE = `
  ulimit -c 0; ulimit -v "$1" 2>/dev/null; ulimit -f "$2"; ulimit -n "$3"; ulimit -t "$4"; shift 4
  exec env -i PATH="$PATH" LC_ALL=C "$@"`;

/** Failures of the machine, not of the file. */
const OF_MACHINE = /No space left|Cannot allocate memory|Disk quota exceeded|File too large/i;

/** Returns the longest time for a video: ten times its duration, and a minute. */
export function deadlineOf(durationMs: number): number {
  return 10 * durationMs + 60_000;
}

/**
 * Runs FFmpeg with limits of memory, time and files. Rejects with `VideoRefused` if it cannot
 * decode the file, and with `VideoWorkerDied` if it was ended.
 */
export async function runFfmpeg(ffmpeg: Ffmpeg, call: FfmpegCall): Promise<void> {
  const { signal, folder } = call;
  signal.throwIfAborted();
  const deadlineMs = deadlineOf(call.durationMs);
  const limits = [ADDRESS_KIBIBYTES, FILE_BLOCKS, FILES_MAX, Math.ceil(deadlineMs / 1000)];
  const child = new Deno.Command("sh", {
    args: [
      ...["-c", CONFINE, "sh", ...limits.map(String), ...ffmpeg.wrapper, ffmpeg.path],
      ...[
        "-nostdin",
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostats",
        "-progress",
        "pipe:1",
        "-y",
      ],
      ...call.args,
    ],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints: string[] = [];
  const reading = Promise.all([
    readLines(child.stdout, (line) => {
      const [, microseconds] = /^out_time_us=(\d+)$/.exec(line) ?? [];
      if (microseconds) call.onTime?.(Number(microseconds) / 1000);
    }),
    readLines(child.stderr, (line) => complaints.length < 50 && complaints.push(line)),
  ]).then(() => {});
  const end = await supervise(child, reading, { signal, deadlineMs, memoryBytes: MEMORY_BYTES });
  if (end.status.success) return;
  const text = complaints.join(" ").slice(0, 500);
  if (end.endedBecause !== null || end.status.signal !== null || OF_MACHINE.test(text)) {
    const how = end.endedBecause ?? end.status.signal ?? text;
    throw new VideoWorkerDied(`FFmpeg failed. ${how}`);
  }
  throw new VideoRefused("The video is damaged and cannot be decoded", { cause: text });
}

/** Options before the input: formats of videos only, from a file only, one thread. */
export function inputOptions(formats: string): string[] {
  return [
    ...["-threads", "1", "-protocol_whitelist", "file", "-format_whitelist", formats],
    ...["-max_pixels", String(MAX_PIXELS)],
  ];
}

/** Coded pictures have borders, which are cut off later. */
const MAX_PIXELS = 4096 * 2304;
