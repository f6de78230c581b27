import { type Bytes, concat } from "../../core/cursor.ts";

/** Returns a box. */
export function box(type: string, ...parts: Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return concat([u32(length), ascii(type), ...parts]);
}

/** Returns a box that starts with version 0 and no flags. */
export function fullBox(type: string, ...parts: Uint8Array[]): Bytes {
  return box(type, u32(0), ...parts);
}

/** Two bytes. */
export function u16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 255);
}

/** Four bytes. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** One byte for each character. */
export function ascii(text: string): Bytes {
  return new TextEncoder().encode(text);
}
