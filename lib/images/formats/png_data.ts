import { constants, deflateSync, inflateRawSync, inflateSync } from "node:zlib";
import { ImageRefused } from "../core/errors.ts";
import { checkMissing } from "../core/limits.ts";

/** The properties that determine the bytes in a PNG's rows. */
export interface PngShape {
  width: number;
  height: number;
  /** Bits of a pixel. */
  bits: number;
  isInterlaced: boolean;
  hasAlpha: boolean;
  isGrey: boolean;
}

/** First column and row, and the steps, of each pass of an interlaced PNG. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
/** The header before the packed data (RFC 1950); a checksum follows them. */
const STREAM_HEADER_BYTES = 2;
/** Bytes after the last row, which decoders do not read. */
const SURPLUS_BYTES_MAX = 1 << 20;

/**
 * Packs the rows again, with empty ones if few are missing. Data that may have changed in transit
 * must match the checksum at its end, if that exists.
 */
export function mendPngData(
  packed: Uint8Array,
  shape: PngShape,
  { mayHaveChanged }: { mayHaveChanged: boolean },
): Uint8Array {
  const rows = [...rowBytes(shape)];
  const total = rows.reduce((sum, { bytes, count }) => sum + bytes * count, 0);
  const found = unpack(packed, total, mayHaveChanged);
  checkMissing("PNG", 1 - found.length / total);
  if (found.length === total) return deflateSync(found, { level: 1 });
  const all = new Uint8Array(total);
  all.set(found);
  let at = 0;
  for (const { bytes, count } of rows) {
    for (let row = 0; row < count; row++, at += bytes) {
      // A row begins with its filter's number; 0 is none. Missing rows are white.
      if (at >= found.length && !shape.hasAlpha) all.fill(255, at + 1, at + bytes);
    }
  }
  return deflateSync(all, { level: 1 });
}

/** Unpacks the existing part of a stream, which may be truncated, but not corrupt. */
function unpack(packed: Uint8Array, total: number, mayHaveChanged: boolean): Uint8Array {
  const finishFlush = constants.Z_SYNC_FLUSH;
  // One chunk, because several would be copied.
  const room = total + SURPLUS_BYTES_MAX;
  const options = { finishFlush, maxOutputLength: room, chunkSize: room };
  try {
    const found = mayHaveChanged
      ? inflateSync(packed, options)
      : inflateRawSync(packed.subarray(STREAM_HEADER_BYTES), options);
    return found.subarray(0, total);
  } catch (cause) {
    throw new ImageRefused("The PNG picture is damaged", { cause });
  }
}

function* rowBytes({ width, height, bits, isInterlaced }: PngShape) {
  const passes = isInterlaced ? PASSES : [[0, 0, 1, 1]] as const;
  for (const [left, top, across, down] of passes) {
    const columns = Math.ceil((width - left) / across);
    const count = Math.max(0, Math.ceil((height - top) / down));
    if (columns > 0) yield { bytes: 1 + Math.ceil(columns * bits / 8), count };
  }
}
