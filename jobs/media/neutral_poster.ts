import { crc32, deflateSync } from "node:zlib";

const SIDE_MAX = 1080;
const GREY = 0x80;
const SIGN = 0xd8;
/** The height of the play sign, as a part of the shorter side. */
const SIGN_SHARE = 0.3;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Returns a PNG with the shape of a video: grey, with a play sign. */
export function neutralPoster(video: { width: number; height: number }): Uint8Array<ArrayBuffer> {
  const scale = Math.min(1, SIDE_MAX / Math.max(video.width, video.height));
  const width = Math.max(1, Math.round(video.width * scale));
  const height = Math.max(1, Math.round(video.height * scale));
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // Eight bits of grey a pixel.
  header.setUint8(8, 8);
  return joined([
    Uint8Array.from(SIGNATURE),
    ...chunk("IHDR", new Uint8Array(header.buffer)),
    ...chunk("IDAT", deflateSync(rowsOf(width, height))),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

/** The rows of the picture. Each begins with the byte of its filter: none. */
function rowsOf(width: number, height: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height).fill(GREY);
  const half = Math.min(width, height) * SIGN_SHARE / 2;
  for (let y = 0; y < height; y++) {
    const start = y * (width + 1);
    rows[start] = 0;
    const above = Math.abs(y + 0.5 - height / 2);
    if (above >= half) continue;
    // A triangle that points to the right, as wide as it is high.
    const from = Math.round(width / 2 - half);
    const to = Math.round(width / 2 + half - 2 * above);
    rows.fill(SIGN, start + 1 + from, start + 1 + Math.max(from, to));
  }
  return rows;
}

function chunk(name: string, data: Uint8Array): Uint8Array[] {
  const named = joined([new TextEncoder().encode(name), data]);
  const [length, check] = [new DataView(new ArrayBuffer(4)), new DataView(new ArrayBuffer(4))];
  length.setUint32(0, data.length);
  check.setUint32(0, crc32(named));
  return [new Uint8Array(length.buffer), named, new Uint8Array(check.buffer)];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}
