import { type Area, isInside } from "../core/canvas.ts";
import { type Bytes, concat, Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import { FRAMES_MAX } from "../core/limits.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";
import {
  ALPHA_FLAG,
  ANIMATION_FLAG,
  canvas,
  canvasSize,
  type Chunk,
  chunk,
  chunks,
  colourOf,
  exifOf,
  hasAlpha,
  pictureSize,
  readChunks,
  riff,
  stillWebp,
  stripWebp,
  webpHeader,
} from "./webp.ts";

/** Place, size, time and way of drawing of a frame. */
const CONTROL_BYTES = 16;
const ANIMATION_BYTES = 6;
/** A white ground, which browsers ignore, and repetitions without an end. */
const PLAIN = { type: "ANIM", data: new Uint8Array([255, 255, 255, 255, 0, 0]) };

interface WebpFrame extends Area {
  control: Uint8Array;
  /** Its transparency, if that is a chunk of its own, and the coded picture. */
  picture: Chunk[];
}

interface Animation {
  /** Whether some of the canvas may be transparent. */
  hasAlpha: boolean;
  width: number;
  height: number;
  start: Chunk;
  frames: WebpFrame[];
  profile: Chunk | null;
  exif: Chunk | null;
}

/** Returns the size and the frames of a WebP, animated or not. */
export function animatedWebpHeader(bytes: Uint8Array): ImageHeader {
  const animation = readAnimation(bytes);
  if (!animation) return webpHeader(bytes);
  const { width, height, frames: { length: frames } } = animation;
  const pixels = frames * width * height;
  return { format: "WEBP", width, height, frames, pixels, animated: frames > 1 };
}

/** Preserves frames, their timing and the number of repetitions; drops EXIF and XMP. */
export function stripAnimatedWebp(bytes: Uint8Array): Stripped {
  const animation = readAnimation(bytes);
  if (!animation) return stripWebp(bytes);
  const { width, height, start, frames, profile, exif } = animation;
  const flags = ANIMATION_FLAG | (animation.hasAlpha ? ALPHA_FLAG : 0);
  const parts = frames.map(({ control, picture }) => ({
    type: "ANMF",
    data: concat([control, ...picture.flatMap(chunk)]),
  }));
  return {
    bytes: riff([
      canvas(width, height, flags),
      ...[start, ...parts].flatMap(chunk),
    ]),
    exif: exifOf(exif),
    ...colourOf(profile),
  };
}

/** Returns the first frame of a stripped animation as a WebP of its own, and its place. */
export function firstWebpFrame(file: Bytes): { webp: Bytes; area: Area } | null {
  const [frame] = readAnimation(file)?.frames ?? [];
  return frame ? { webp: stillWebp(frame, frame.picture), area: frame } : null;
}

/** Returns the frames in front of the first damaged one; null for a still picture. */
function readAnimation(bytes: Uint8Array): Animation | null {
  let size: { width: number; height: number } | null = null;
  let [start, profile, exif]: [Chunk, Chunk | null, Chunk | null] = [PLAIN, null, null];
  let [isClear, isDamaged] = [false, false];
  const frames: WebpFrame[] = [];
  for (const part of chunks(bytes)) {
    if (part.type === "VP8X" && size === null) {
      size = canvasSize(part);
      isClear = (part.data[0]! & ALPHA_FLAG) !== 0;
    }
    if (part.type === "ANIM" && part.data.length === ANIMATION_BYTES) start = part;
    if (part.type === "ICCP") profile ??= part;
    if (part.type === "EXIF") exif ??= part;
    if (part.type !== "ANMF") continue;
    const frame = size && readFrame(part.data);
    isDamaged = !frame || !isInside(frame, size!);
    if (isDamaged || frames.length > FRAMES_MAX) break;
    frames.push(frame!);
  }
  if (frames.length === 0 && !isDamaged) return null;
  if (frames.length === 0 || frames.length === 1 && isDamaged) {
    throw new ImageRefused("The frames of the animated WebP are damaged");
  }
  const isPartial = frames[0]!.width !== size!.width || frames[0]!.height !== size!.height;
  const clear = isClear || isPartial || frames.some(({ picture }) => picture.some(hasAlpha));
  return { ...size!, hasAlpha: clear, start, frames, profile, exif };
}

/** Reads a frame whose coded picture has the frame's size; null otherwise. */
function readFrame(data: Uint8Array): WebpFrame | null {
  if (data.length < CONTROL_BYTES) return null;
  const cursor = new Cursor(data);
  const [left, top] = [cursor.u24LittleEndian() * 2, cursor.u24LittleEndian() * 2];
  const [width, height] = [cursor.u24LittleEndian() + 1, cursor.u24LittleEndian() + 1];
  const control = data.subarray(0, CONTROL_BYTES);
  let [alpha, coded]: [Chunk | null, Chunk | null] = [null, null];
  for (const part of readChunks(new Cursor(data, CONTROL_BYTES))) {
    if (part.type === "ALPH") alpha ??= part;
    if (part.type === "VP8 " || part.type === "VP8L") coded ??= part;
  }
  if (!coded) return null;
  const size = attemptSize(coded);
  if (size?.width !== width || size.height !== height) return null;
  const picture = alpha && coded.type === "VP8 " ? [alpha, coded] : [coded];
  return { left, top, width, height, control, picture };
}

function attemptSize(coded: Chunk): { width: number; height: number } | null {
  try {
    return pictureSize(coded);
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}
