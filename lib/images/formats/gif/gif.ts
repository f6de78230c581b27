import { concat, Cursor, latin1 } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import {
  EXTENSION,
  FRAME,
  type GifExtension,
  type GifFrame,
  partsOf,
  readBlocks,
  readScreen,
  TRAILER,
} from "./blocks.ts";
import { FRAMES_MAX } from "../../core/limits.ts";
import type { ImageHeader, Stripped } from "../../core/picture.ts";

const FRAME_CONTROL = 0xf9, PLAIN_TEXT = 0x01, APPLICATION = 0xff;
const TRANSPARENT_FLAG = 1;
/** These extensions only say how often an animation repeats. */
const LOOPING = ["NETSCAPE2.0", "ANIMEXTS1.0"];
const SIGNATURE_BYTES = 6;

/** Returns the size and the number of frames, found by walking every block. */
export function gifHeader(bytes: Uint8Array): ImageHeader {
  return walk(bytes);
}

/**
 * Preserves frames, their timing and the loop count; drops comments, texts and application data.
 * The result states what browsers show: its screen holds the first frame, and it has an end.
 */
export function stripGif(bytes: Uint8Array): Stripped {
  const kept: Uint8Array[] = [];
  const { width, height } = walk(bytes, kept);
  const { flags, colours } = readScreen(new Cursor(bytes));
  const start = [bytes.subarray(0, SIGNATURE_BYTES), u16(width), u16(height)];
  const screen = [...start, new Uint8Array([flags, 0, 0]), colours];
  return { bytes: concat([...screen, ...kept, new Uint8Array([TRAILER])]), exif: null };
}

/** Returns the colour index that is transparent in the next frame, if this block names one. */
export function transparentIndex({ label, data }: GifExtension): number | null {
  const [control] = partsOf(data);
  if (label !== FRAME_CONTROL || !control || control.length < 4) return null;
  return (control[0]! & TRANSPARENT_FLAG) !== 0 ? control[3]! : null;
}

/** Stops when there are too many frames, because the file will be refused for that. */
function walk(bytes: Uint8Array, kept: Uint8Array[] | null = null): ImageHeader {
  const cursor = new Cursor(bytes);
  let { width, height } = readScreen(cursor);
  let [frames, pixels, loops] = [0, 0, 0];
  let control: GifExtension | null = null;
  for (const block of readBlocks(cursor)) {
    if (block.kind === "frame") {
      const frame = sized(block, { width, height });
      if (frames === 0) {
        width = Math.max(width, frame.left + frame.width);
        height = Math.max(height, frame.top + frame.height);
      }
      frames++;
      pixels += Math.max(width * height, frame.width * frame.height);
      kept?.push(...frameControl(control), ...frameBytes(frame));
      control = null;
      if (frames > FRAMES_MAX) break;
    } else if (block.label === FRAME_CONTROL) control = block;
    // A control block belongs to the block after it, and this text is dropped.
    else if (block.label === PLAIN_TEXT) control = null;
    else if (isLoop(block) && loops++ === 0) kept?.push(loop(block));
  }
  if (frames === 0) throw new ImageRefused("The GIF is cut off or damaged: it holds no picture");
  return { format: "GIF", width, height, frames, pixels, animated: frames > 1 };
}

/** A frame without a size gets the size of the screen, as in browsers. */
function sized(frame: GifFrame, { width, height }: { width: number; height: number }): GifFrame {
  if (frame.width > 0 && frame.height > 0) return frame;
  return { ...frame, left: 0, top: 0, width, height };
}

function frameBytes({ left, top, width, height, flags, colours, depth, data }: GifFrame) {
  const head = [new Uint8Array([FRAME]), ...[left, top, width, height].map(u16)];
  return [...head, new Uint8Array([flags]), colours, new Uint8Array([depth]), ...closed(data)];
}

/** Returns the data with its end marker, which a truncated file lacks. */
function closed(data: Uint8Array): Uint8Array[] {
  let [last, end] = [0, 0];
  while (end < data.length && data[end] !== 0) [last, end] = [end, end + 1 + data[end]!];
  if (end < data.length) return [data];
  const part = data.subarray(last + 1);
  const size = part.length === 0 ? [] : [part.length];
  return [data.subarray(0, last), new Uint8Array(size), part, new Uint8Array([0])];
}

function frameControl(block: GifExtension | null): Uint8Array[] {
  const [control] = partsOf(block?.data ?? new Uint8Array());
  if (!control || control.length < 4) return [];
  return [new Uint8Array([EXTENSION, FRAME_CONTROL, 4, ...control.subarray(0, 4), 0])];
}

function isLoop({ label, data }: GifExtension): boolean {
  if (label !== APPLICATION) return false;
  const [name, times] = partsOf(data);
  const isKnown = name?.length === 11 && LOOPING.includes(latin1(name));
  return isKnown && times?.length === 3 && times[0] === 1;
}

function loop({ data }: GifExtension): Uint8Array {
  const [name, times] = partsOf(data);
  return new Uint8Array([EXTENSION, APPLICATION, 11, ...name!, 3, ...times!, 0]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, value >> 8]);
}
