/** The bytes of a file. */
export type File = Uint8Array<ArrayBuffer>;

/** Joins the parts. */
export function join(...parts: Uint8Array[]): File {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

/** Returns one byte for each character. */
export function ascii(text: string): File {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Returns these bytes. */
export function bytes(...values: number[]): File {
  return Uint8Array.from(values);
}

/** Two bytes, big-endian. */
export const u16 = (value: number) => bytes(value >> 8, value & 255);
/** Two bytes, little-endian. */
export const u16le = (value: number) => bytes(value & 255, value >> 8);
/** Four bytes, big-endian. */
export const u32 = (value: number) =>
  bytes(value >>> 24, value >> 16 & 255, value >> 8 & 255, value & 255);
/** Four bytes, little-endian. */
export const u32le = (value: number) => u32(value).reverse();
