import { constants, deflateSync, inflateRawSync, inflateSync } from "node:zlib";
import { ImageRefused } from "../core/errors.ts";
import { checkMissing } from "../core/limits.ts";

/** What tells how many bytes the rows of a PNG take. */
export interface PngShape {
  width: number;
  height: number;
  /** Of a pixel. */
  bits: number;
  isInterlaced: boolean;
  hasAlpha: boolean;
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
/** In front of what is packed (RFC 1950); behind it stands a checksum. */
const STREAM_HEADER_BYTES = 2;
/** Bytes behind the last row, which decoders do not read. */
const SURPLUS_BYTES_MAX = 1 << 20;

/**
 * Packs the rows anew, with empty ones where some are missing, if that is little. A stream that may
 * have changed on its way must have the checksum at its end, if it has an end.
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
      // A row begins with the number of its filter: 0 is none. White shows as nothing.
      if (at >= found.length && !shape.hasAlpha) all.fill(255, at + 1, at + bytes);
    }
  }
  return deflateSync(all, { level: 1 });
}

/** What there is of a stream that may be cut off, but not broken. */
function unpack(packed: Uint8Array, total: number, mayHaveChanged: boolean): Uint8Array {
  const finishFlush = constants.Z_SYNC_FLUSH;
  // In one chunk: of more, a copy would be made.
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
