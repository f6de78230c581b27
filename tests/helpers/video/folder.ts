import { join } from "node:path";
import type { Demands, Inspected } from "../../../lib/video/core/facts.ts";
import type { VideoFormat } from "../../../lib/video/core/video.ts";
import { inspect } from "../../../lib/video/sandbox/inspect.ts";

/** Demands that are met by every small clip. */
export const DEMANDS: Demands = {
  maxSeconds: 180,
  sidePixels: 1920,
  framesPerSecond: 60,
  bitsPerSecond: 6_000_000,
  hiddenSeconds: 0.2,
};

/** A folder that is deleted at the end of a test. */
export interface Folder extends AsyncDisposable {
  path: string;
  /** Writes a file, and returns its path. */
  write(file: Uint8Array, name?: string): Promise<string>;
  /** Lists everything in it. */
  names(): Promise<string[]>;
}

/** Makes a folder for the videos of a test. */
export async function openFolder(): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix: "tintype-video-" });
  return {
    path,
    write: async (file, name = "upload") => {
      await Deno.writeFile(join(path, name), file);
      return join(path, name);
    },
    names: async () => (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Inspects a video in this process, and returns the copy if one was made. */
export async function inspectFile(
  file: Uint8Array,
  { format = "MP4", ...demands }: Partial<Demands> & { format?: VideoFormat } = {},
): Promise<Inspected & { copy: Uint8Array<ArrayBuffer> }> {
  await using folder = await openFolder();
  const [input, output] = [await folder.write(file), join(folder.path, "copy.mp4")];
  const job = { format, input, output, demands: { ...DEMANDS, ...demands } };
  const inspected = await inspect(job, () => {});
  const copy = inspected.copied ? await Deno.readFile(output) : new Uint8Array();
  return { ...inspected, copy };
}
