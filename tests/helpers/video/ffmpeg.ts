import { join } from "node:path";
import { Image } from "imagescript";
import { openVideoProcessor, type ProcessedVideo } from "../../../lib/video/mod.ts";
import { openFolder } from "./folder.ts";

/** The FFmpeg of the tests in `tests/media_tools`; `.ci/run media` installs it. */
export const FFMPEG = Deno.env.get("TEST_FFMPEG") ?? "ffmpeg";

/** Makes a file with FFmpeg. The name's end decides its format. */
export async function make(name: string, ...args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  await using folder = await openFolder();
  const path = join(folder.path, name);
  const { success, stderr } = await new Deno.Command(FFMPEG, {
    args: ["-v", "error", "-nostdin", "-y", ...args, path],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return await Deno.readFile(path);
}

/** Returns options for a moving picture, and for a tone. */
export function scene(size: string, seconds: number, rate = 10): string[] {
  return ["-f", "lavfi", "-i", `testsrc=s=${size}:r=${rate}:d=${seconds}`];
}

/** Returns the options of a tone. */
export function tone(seconds: number): string[] {
  return ["-f", "lavfi", "-i", `sine=440:d=${seconds}`, "-c:a", "aac"];
}

/** A processed video with the contents of its files. */
export interface Made extends ProcessedVideo {
  contents: Uint8Array<ArrayBuffer>[];
  /** The contents of the stream by their names. */
  stream: Record<string, Uint8Array<ArrayBuffer>>;
}

/** Processes a file with FFmpeg. */
export async function transcode(
  file: Uint8Array,
  declaredType = "video/mp4",
  onProgress: (share: number, folder: string) => void = () => {},
): Promise<Made> {
  await using folder = await openFolder();
  await using processor = await openVideoProcessor({
    ffmpegPath: FFMPEG,
    sandbox: "process",
    maxSeconds: 180,
  });
  const made = await processor.process(await folder.write(file), {
    folder: folder.path,
    declaredType,
    signal: new AbortController().signal,
    onProgress: (share) => onProgress(share, folder.path),
  });
  const stream: Made["stream"] = {};
  for (const { path } of made.hls?.files ?? []) {
    stream[path] = await Deno.readFile(join(made.hls!.folder, path));
  }
  return {
    ...made,
    contents: await Promise.all(made.files.map(({ path }) => Deno.readFile(path))),
    stream,
  };
}

/** Returns the mean red, green and blue of a part of a picture; its sides are from 0 to 1. */
export async function meanOf(
  picture: Uint8Array,
  [left, top, right, bottom]: readonly [number, number, number, number] = [0, 0, 1, 1],
): Promise<number[]> {
  const { width, height, bitmap } = await Image.decode(picture) as Image;
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = Math.ceil(top * height); y < Math.floor(bottom * height); y++) {
    for (let x = Math.ceil(left * width); x < Math.floor(right * width); x++, count++) {
      sums.forEach((_, channel) => sums[channel]! += bitmap[(y * width + x) * 4 + channel]!);
    }
  }
  return sums.map((sum) => Math.round(sum / count));
}
