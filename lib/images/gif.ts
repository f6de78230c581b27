import { concat, Cursor } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";
import type { ImageHeader, Stripped } from "./picture.ts";

const EXTENSION = 0x21, FRAME = 0x2c, TRAILER = 0x3b;
const FRAME_CONTROL = 0xf9, PLAIN_TEXT = 0x01, APPLICATION = 0xff;
/** Their only use is to say how often an animation runs. */
const LOOPING = ["NETSCAPE2.0", "ANIMEXTS1.0"];

interface Walked {
  header: ImageHeader;
  kept: Uint8Array[];
}

/** Size and frames, counted by walking every block. */
export function gifHeader(bytes: Uint8Array): ImageHeader {
  return walk(bytes).header;
}

/** Keeps frames, their timing and the loop count. Comments, texts and application data go. */
export function stripGif(bytes: Uint8Array): Stripped {
  return { bytes: concat(walk(bytes).kept), exif: null };
}

function walk(bytes: Uint8Array): Walked {
  const cursor = new Cursor(bytes, 6);
  const header: ImageHeader = {
    format: "GIF",
    width: cursor.u16(true),
    height: cursor.u16(true),
    frames: 0,
    animated: false,
  };
  skipColours(cursor, cursor.u8());
  const kept = [bytes.subarray(0, cursor.at)];
  let control: Uint8Array | null = null;
  while (true) {
    const start = cursor.at;
    const block = cursor.u8();
    if (block === TRAILER) break;
    if (block === FRAME) {
      skipFrame(cursor, header);
      if (control) kept.push(control);
      kept.push(bytes.subarray(start, cursor.at));
      control = null;
      header.frames++;
    } else if (block === EXTENSION) {
      const label = cursor.u8();
      const body = subBlocks(cursor);
      if (label === FRAME_CONTROL) control = frameControl(body);
      // A control block belongs to what follows it, and this text does not stay.
      if (label === PLAIN_TEXT) control = null;
      if (label === APPLICATION) kept.push(...loop(body));
    } else throw damaged();
  }
  if (header.frames === 0) throw new ImageRefused("The GIF holds no picture");
  header.animated = header.frames > 1;
  return { header, kept: [...kept, new Uint8Array([TRAILER])] };
}

function skipFrame(cursor: Cursor, { width, height }: ImageHeader): void {
  const right = cursor.u16(true);
  const lower = cursor.u16(true);
  if (right + cursor.u16(true) > width || lower + cursor.u16(true) > height) {
    throw new ImageRefused("A frame of the GIF lies outside the picture");
  }
  const flags = cursor.u8();
  if (flags & 0x80) cursor.take(3 << ((flags & 7) + 1));
  cursor.u8();
  for (let length = cursor.u8(); length > 0; length = cursor.u8()) cursor.take(length);
}

function skipColours(cursor: Cursor, flags: number): void {
  cursor.take(2);
  if (flags & 0x80) cursor.take(3 << ((flags & 7) + 1));
}

function subBlocks(cursor: Cursor): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let length = cursor.u8(); length > 0; length = cursor.u8()) blocks.push(cursor.take(length));
  return blocks;
}

function frameControl([body]: Uint8Array[]): Uint8Array {
  if (body?.length !== 4) throw damaged();
  return new Uint8Array([EXTENSION, FRAME_CONTROL, 4, ...body, 0]);
}

function loop([name, body]: Uint8Array[]): Uint8Array[] {
  const found = LOOPING.find((known) => name && new Cursor(name).text(name.length) === known);
  if (!found || body?.length !== 3 || body[0] !== 1) return [];
  return [new Uint8Array([EXTENSION, APPLICATION, 11, ...name!, 3, ...body, 0])];
}

function damaged(): ImageRefused {
  return new ImageRefused("The GIF picture is damaged");
}
