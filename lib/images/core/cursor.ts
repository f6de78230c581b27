import { ImageRefused } from "./errors.ts";

/** Bytes with an ordinary buffer, so they can be transferred and stored. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Reads forward through a file. Refuses a file that ends too early, instead of failing. */
export class Cursor {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array, public at = 0) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#forward(1));
  }

  u16(littleEndian = false): number {
    return this.#view.getUint16(this.#forward(2), littleEndian);
  }

  u24LittleEndian(): number {
    return this.u16(true) | (this.u8() << 16);
  }

  u32(littleEndian = false): number {
    return this.#view.getUint32(this.#forward(4), littleEndian);
  }

  take(length: number): Uint8Array {
    const start = this.#forward(length);
    return this.bytes.subarray(start, start + length);
  }

  text(length: number): string {
    return latin1(this.take(length));
  }

  #forward(length: number): number {
    if (length > this.left) throw new ImageRefused("The picture is cut off: its end is missing");
    const start = this.at;
    this.at += length;
    return start;
  }
}

/** Decodes one character per byte. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Joins the parts in a new buffer. */
export function concat(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
