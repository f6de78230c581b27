import type { VideoFacts } from "./facts.ts";
import type { VideoFile } from "./video.ts";

/** A size in pixels. Encoders need even numbers. */
export interface Size {
  width: number;
  height: number;
}

/** One size in which a video is encoded. */
export interface Rendition extends Size {
  /** The name of its file in the folder of the work. */
  file: string;
  /** The file's name in the result; null if only the stream needs it. */
  name: VideoFile["name"] | null;
  kilobitsPerSecond: number;
}

/** How a video is made: from which parts its result consists. */
export interface Plan {
  /** The name under which the copy of the coded tracks is served, if there is one. */
  copyName: VideoFile["name"];
  /** Sizes to encode, the largest first. */
  renditions: Rendition[];
  isStreamed: boolean;
}

/** Longer videos are also served as a stream. */
const STREAMED_FROM_MS = 60_000;
/** A second size is worth its bytes if it has this many times the pixels. */
const LARGER_FACTOR = 1.25;
const KILOBITS = { 1080: 6000, 720: 4000, 480: 1500 };

/** Plans the sizes of a video. A copy stands for the largest of them. */
export function planRenditions(facts: VideoFacts, hasCopy: boolean): Plan {
  const [high, middle, low] = [fitted(facts, 1080), fitted(facts, 720), fitted(facts, 480)];
  const hasHigh = area(high) >= area(middle) * LARGER_FACTOR;
  const isStreamed = facts.durationMs > STREAMED_FROM_MS;
  const copyName = hasHigh ? "video_1080" : "video";
  const all: Rendition[] = [
    ...hasHigh ? [rendition(high, 1080, "video_1080")] : [],
    rendition(middle, 720, "video"),
    ...area(middle) >= area(low) * LARGER_FACTOR ? [rendition(low, 480, null)] : [],
  ];
  const isCopied = ({ name }: Rendition) => hasCopy && name === copyName;
  const renditions = all
    .filter((one) => isStreamed || one.name !== null && !isCopied(one))
    .map((one) => isCopied(one) ? { ...one, name: null } : one);
  return { copyName, renditions, isStreamed };
}

/** Returns the largest even size with at most `lines` on the short side, and twice on the long. */
export function fitted({ width, height }: Size, lines: number): Size {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const scale = Math.min(1, lines / short, 2 * lines / long);
  const even = (side: number) => Math.max(2, Math.round(side * scale / 2) * 2);
  // Rounding up must not enlarge a video of odd sides.
  const cut = (side: number) => scale === 1 ? Math.max(2, side - side % 2) : even(side);
  return { width: cut(width), height: cut(height) };
}

function rendition(size: Size, lines: keyof typeof KILOBITS, name: Rendition["name"]): Rendition {
  return { ...size, file: `${lines}.mp4`, name, kilobitsPerSecond: KILOBITS[lines] };
}

function area({ width, height }: Size): number {
  return width * height;
}
