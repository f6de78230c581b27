import { join } from "node:path";
import { formatOfType, FORMATS, type MediaFormat, sniff } from "../images/core/format.ts";
import { VideoRefused } from "./core/errors.ts";
import type { Demands, Inspected } from "./core/facts.ts";
import { type Plan, planRenditions } from "./core/renditions.ts";
import type { HlsFiles, ProcessedVideo, VideoFile, VideoFormat } from "./core/video.ts";
import { encode } from "./ffmpeg/encode.ts";
import { makePoster } from "./ffmpeg/poster.ts";
import type { Ffmpeg } from "./ffmpeg/program.ts";
import { makeStream } from "./ffmpeg/stream.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { WorkFolder } from "./work_folder.ts";

/** One video. */
export interface MakeJob {
  path: string;
  place: WorkFolder;
  declaredType: string;
  signal: AbortSignal;
  onProgress(share: number): void;
}

/** Tools and limits of a server. */
export interface Tools {
  ffmpeg: Ffmpeg | null;
  inspect: Sandbox;
  demands: Demands;
  maxBytes: number;
}

const COPY = "copy.mp4";
const HEAD_BYTES = 64;
const VIDEO_FORMATS: readonly MediaFormat[] = ["MP4", "MOV", "WEBM"] satisfies VideoFormat[];
const UNKNOWN_TYPE = "application/octet-stream";
/** Shares of the whole work at which its parts end. */
const AFTER_INSPECTION = 0.1, AFTER_ENCODING = 0.95;

/** Makes all files of a video in its folder. */
export async function makeVideo(job: MakeJob, tools: Tools): Promise<ProcessedVideo> {
  const { path, place, signal, onProgress } = job;
  const { ffmpeg, inspect, demands, maxBytes } = tools;
  const format = await checkFile(path, job.declaredType, maxBytes);
  const inspected = await inspect(
    { format, input: path, output: join(place.path, COPY), demands },
    { signal, onProgress: (share) => onProgress(share * AFTER_INSPECTION) },
  );
  const { facts: { framesPerSecond: _, isHdr: __, ...facts }, copied, unmet } = inspected;
  if (!ffmpeg) {
    if (!copied) throw new VideoRefused(unmet!);
    const files = [copyFile(place, inspected, "video")];
    onProgress(1);
    return { ...facts, files, poster: null };
  }
  const made = await transcode(job, inspected, { ffmpeg, maxSeconds: demands.maxSeconds });
  onProgress(1);
  return { ...facts, ...made };
}

async function transcode(
  { path, place, signal, onProgress }: MakeJob,
  inspected: Inspected,
  { ffmpeg, maxSeconds }: { ffmpeg: Ffmpeg; maxSeconds: number },
): Promise<Pick<ProcessedVideo, "files" | "hls" | "poster">> {
  const { facts, copied } = inspected;
  const { durationMs, hasAudio } = facts;
  const plan = planRenditions(facts, copied !== null);
  const { renditions, copyName } = plan;
  const folder = place.path;
  if (renditions.length > 0) {
    const input = await place.bring(path);
    const share = AFTER_ENCODING - AFTER_INSPECTION;
    await encode(ffmpeg, {
      ...{ folder, input, facts, renditions, maxSeconds, signal },
      onProgress: (done) => onProgress(AFTER_INSPECTION + done * share),
    });
    await Deno.remove(join(folder, input));
  }
  const encoded = await encodedFiles(folder, plan);
  const files = copied ? [...encoded, copyFile(place, inspected, copyName)] : encoded;
  const best = files.at(-1)!.path.slice(folder.length + 1);
  const poster = await makePoster(ffmpeg, { folder, file: best, durationMs, signal });
  const hls = plan.isStreamed
    ? await makeStream(ffmpeg, { folder, renditions, hasAudio, durationMs, signal })
    : null;
  await keepOnly(folder, files, hls);
  return { files, ...hls ? { hls } : {}, poster };
}

/** Refuses a file by its size and its first bytes. */
async function checkFile(
  path: string,
  declaredType: string,
  maxBytes: number,
): Promise<VideoFormat> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  if (size > maxBytes) {
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
    throw new VideoRefused(
      `The video has ${megabytes(size)}; at most ${megabytes(maxBytes)} are accepted`,
    );
  }
  const head = new Uint8Array(HEAD_BYTES);
  const format = sniff(head.subarray(0, await file.read(head) ?? 0));
  if (format === null || !isVideo(format)) throw new VideoRefused("The file is not a video");
  const type = declaredType.split(";")[0]!.trim().toLowerCase();
  const declared = formatOfType(type);
  if (type === "" || type === UNKNOWN_TYPE || declared && isVideo(declared)) return format;
  throw new VideoRefused(`The file is ${FORMATS[format].name} but was announced as ${type}`);
}

function isVideo(format: MediaFormat): format is VideoFormat {
  return VIDEO_FORMATS.includes(format);
}

function copyFile(
  place: WorkFolder,
  { facts: { width, height }, copied }: Inspected,
  name: VideoFile["name"],
): VideoFile {
  const path = join(place.path, COPY);
  return { name, path, width, height, contentType: "video/mp4", bytes: copied!.bytes };
}

/** Lists the encoded files of the result, the smallest first. */
async function encodedFiles(folder: string, { renditions }: Plan): Promise<VideoFile[]> {
  const files = renditions.map(async ({ name, file, width, height }): Promise<VideoFile | null> => {
    if (name === null) return null;
    const path = join(folder, file);
    const { size: bytes } = await Deno.stat(path);
    return { name, path, width, height, contentType: "video/mp4", bytes };
  });
  return (await Promise.all(files)).filter((file) => file !== null).reverse();
}

/** Deletes what only the work needed. */
async function keepOnly(
  folder: string,
  files: readonly VideoFile[],
  hls: HlsFiles | null,
): Promise<void> {
  const kept = new Set([...files.map(({ path }) => path), hls?.folder]);
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!kept.has(path)) await Deno.remove(path, { recursive: true });
  }
}
