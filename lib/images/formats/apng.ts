import { type Area, isInside } from "../core/canvas.ts";
import { type Bytes, concat, Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import { FRAMES_MAX } from "../core/limits.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";
import { buildPng, type Chunk, chunks, CHUNKS_MAX, pngHeader, stripPng } from "./png.ts";

const ANIMATION_BYTES = 8, CONTROL_BYTES = 26, NUMBER_BYTES = 4;

interface ApngFrame extends Area {
  /** The frame's size, place, time and way of drawing, without its number in the file. */
  control: Uint8Array;
  data: Uint8Array[];
  /** Whether its data are those of the still picture. */
  isStill: boolean;
}

interface Animation {
  /** How many times it is shown; 0: without an end. */
  plays: Uint8Array;
  /** The number of frames that the file claims. */
  claimed: number;
  frames: ApngFrame[];
}

/** Returns the size and the frames of a PNG, animated or not. */
export function apngHeader(bytes: Uint8Array): ImageHeader {
  const header = pngHeader(bytes);
  const animation = readAnimation(bytes, header);
  if (!animation) return header;
  const frames = animation.frames.length;
  return { ...header, frames, pixels: frames * header.pixels, animated: true };
}

/**
 * Preserves frames, their timing and the number of repetitions, besides the parts of a still PNG.
 * Frames behind a damaged one are dropped.
 */
export function stripApng(bytes: Uint8Array): Stripped {
  const header = pngHeader(bytes);
  const animation = readAnimation(bytes, header);
  const still = stripPng(bytes);
  if (!animation) return still;
  const parts = [...chunks(still.bytes)];
  const first = parts.findIndex(({ type }) => type === "IDAT");
  const { frames, plays } = animation;
  let number = 0;
  const animated = frames.flatMap(({ control, data, isStill }) => [
    { type: "fcTL", data: concat([u32(number++), control]) },
    ...data.map((part) =>
      isStill ? { type: "IDAT", data: part } : { type: "fdAT", data: concat([u32(number++), part]) }
    ),
  ]);
  const whole = [
    ...parts.slice(0, first),
    { type: "acTL", data: concat([u32(frames.length), plays]) },
    // A still picture that is no frame stays in front of the first one.
    ...(frames[0]!.isStill ? [] : parts.slice(first)),
    ...animated,
  ];
  return { ...still, bytes: buildPng(whole) };
}

/** Returns the first frame of a stripped animation as a PNG of its own, and its place. */
export function firstPngFrame(file: Bytes): { png: Bytes; area: Area } {
  const [frame] = readAnimation(file, pngHeader(file))!.frames;
  const { control, data, left, top, width, height } = frame!;
  const parts = [...chunks(file)];
  const [shape] = parts;
  const kept = parts.filter(({ type }) => type === "PLTE" || type === "tRNS");
  const size = control.subarray(0, 8);
  return {
    png: buildPng([
      { type: "IHDR", data: concat([size, shape!.data.subarray(8)]) },
      ...kept,
      ...data.map((part) => ({ type: "IDAT", data: part })),
    ]),
    area: { left, top, width, height },
  };
}

/** Returns the sound frames if there are several; null for a still picture. */
function readAnimation(
  bytes: Uint8Array,
  canvas: { width: number; height: number },
): Animation | null {
  let animation: Animation | null = null;
  let count = 0;
  for (const chunk of chunks(bytes)) {
    if (chunk.type === "acTL") animation ??= readStart(chunk);
    if (!animation) {
      if (chunk.type === "IDAT") return null;
      continue;
    }
    if (++count > CHUNKS_MAX || animation.frames.length > FRAMES_MAX) break;
    if (!addTo(animation, chunk, canvas)) break;
  }
  if (!animation || animation.claimed < 2) return null;
  const frames = animation.frames.filter(({ data }) => data.length > 0);
  if (frames.length < 2) throw new ImageRefused("The frames of the animated PNG are damaged");
  return { ...animation, frames };
}

function readStart({ data, isSound }: Chunk): Animation | null {
  if (!isSound || data.length !== ANIMATION_BYTES) return null;
  return { claimed: new Cursor(data).u32(), plays: data.subarray(4), frames: [] };
}

/** Adds a chunk to the frames. Returns false if it is damaged, which ends the animation. */
function addTo(
  { frames }: Animation,
  { type, data, isSound }: Chunk,
  canvas: { width: number; height: number },
): boolean {
  if (type === "fcTL") {
    const frame = isSound && data.length === CONTROL_BYTES ? readControl(data) : null;
    if (!frame || !isInside(frame, canvas)) return false;
    frames.push(frame);
  }
  const frame = frames.at(-1);
  if (!frame || type !== "IDAT" && type !== "fdAT") return true;
  const isStill = type === "IDAT";
  if (frame.data.length === 0) frame.isStill = isStill;
  // The still picture is behind the first frame, in front of it, or that frame.
  if (isStill && frames.length > 1) return true;
  const isWhole = frame.width === canvas.width && frame.height === canvas.height;
  const isFit = isStill ? isWhole : data.length >= NUMBER_BYTES;
  if (!isSound || frame.isStill !== isStill || !isFit) {
    frames.pop();
    return false;
  }
  frame.data.push(isStill ? data : data.subarray(NUMBER_BYTES));
  return true;
}

function readControl(data: Uint8Array): ApngFrame {
  const cursor = new Cursor(data, NUMBER_BYTES);
  const [width, height, left, top] = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
  const control = data.subarray(NUMBER_BYTES);
  return { width, height, left, top, control, data: [], isStill: false };
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
