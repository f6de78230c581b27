import { constants, inflateSync } from "node:zlib";
import { ImageRefused } from "../../core/errors.ts";
import { unpackLzw } from "../../core/lzw.ts";
import { type FaxCoding, unpackFax } from "./fax.ts";
import { countParts, type TiffLayout } from "./layout.ts";

/** A part of a picture: its packed bytes, and the rectangle that it covers. */
export interface TiffPart {
  packed: Uint8Array;
  left: number;
  top: number;
  /** The rows that it holds. */
  rows: number;
  /** The number of its sample, if each sample has parts of its own. */
  plane: number;
}

/** Yields the parts that are in the file; a part whose end is missing is shorter. */
export function* partsIn(layout: TiffLayout): Generator<TiffPart> {
  const { directory, height, part, isTiled, isPlanar } = layout;
  const { across, all } = countParts(layout);
  const total = all * (isPlanar ? layout.samples : 1);
  const starts = directory.numbers(isTiled && directory.fields.has(324) ? 324 : 273, total);
  const lengths = directory.numbers(isTiled && directory.fields.has(325) ? 325 : 279, total);
  for (const [index, start] of starts.entries()) {
    const place = index % all;
    const top = Math.floor(place / across) * part.height;
    const rows = isTiled ? part.height : Math.min(part.height, height - top);
    const length = lengths[index] ?? strideOf(layout) * rows;
    yield {
      packed: directory.file.subarray(start, start + length),
      left: place % across * part.width,
      top,
      rows,
      plane: Math.floor(index / all),
    };
  }
}

/** Returns the bytes of an unpacked row of a part. */
export function strideOf({ part, bits, samples, isPlanar }: TiffLayout): number {
  return Math.ceil(part.width * bits * (isPlanar ? 1 : samples) / 8);
}

/** Unpacks a part into rows. Returns fewer bytes where its data end or are invalid. */
export function unpackPart(layout: TiffLayout, { packed, rows }: TiffPart): Uint8Array {
  const stride = strideOf(layout);
  const most = stride * rows;
  const data = layout.isReversed ? packed.map((byte) => REVERSED[byte]!) : packed;
  const unpacked = unpack(layout, data, { rows, most });
  if (layout.isPredicted) undoPrediction(layout, unpacked, stride);
  return unpacked;
}

function unpack(
  { packing, compression, part, directory }: TiffLayout,
  data: Uint8Array,
  { rows, most }: { rows: number; most: number },
): Uint8Array {
  switch (packing) {
    case "plain":
      return data.subarray(0, most);
    case "lzw":
      return unpackLzw(data, { depth: 8, most, isTiff: true });
    case "packBits":
      return unpackPackBits(data, most);
    case "deflate":
      return inflate(data, most);
    case "fax": {
      const coding = faxCoding(compression, directory.first(compression === 3 ? 292 : 293) ?? 0);
      return unpackFax(data, { width: part.width, height: rows }, coding);
    }
    case "jpeg":
      throw new Error("JPEG parts are pictures of their own");
  }
}

function faxCoding(compression: number, options: number): FaxCoding {
  const kinds = { 2: "rows", 3: "lines", 4: "differences" } as const;
  return { kind: kinds[compression as 2 | 3 | 4], isMixed: (options & 1) !== 0 };
}

function unpackPackBits(data: Uint8Array, most: number): Uint8Array {
  const result = new Uint8Array(most);
  let [at, written] = [0, 0];
  while (at < data.length && written < most) {
    const count = data[at++]!;
    if (count < 128) {
      const copied = data.subarray(at, at + Math.min(count + 1, most - written));
      result.set(copied, written);
      written += copied.length;
      at += count + 1;
    } else if (count > 128 && at < data.length) {
      const end = Math.min(most, written + 257 - count);
      result.fill(data[at++]!, written, end);
      written = end;
    }
  }
  return result.subarray(0, written);
}

function inflate(data: Uint8Array, most: number): Uint8Array {
  // One chunk, because several would be copied. A little more than needed may follow.
  const room = most + 1024;
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: room, chunkSize: room };
    return inflateSync(data, options).subarray(0, most);
  } catch (cause) {
    throw new ImageRefused("The TIFF picture is damaged", { cause });
  }
}

/** Adds to each number the same one of the pixel before it. */
function undoPrediction(layout: TiffLayout, rows: Uint8Array, stride: number): void {
  const { bits, directory: { littleEndian } } = layout;
  const step = (layout.isPlanar ? 1 : layout.samples) * bits / 8;
  const [low, high] = littleEndian ? [0, 1] : [1, 0];
  for (let start = 0; start < rows.length; start += stride) {
    const end = Math.min(start + stride, rows.length);
    if (bits === 8) {
      for (let at = start + step; at < end; at++) rows[at] = rows[at]! + rows[at - step]!;
      continue;
    }
    for (let at = start + step; at + 1 < end; at += 2) {
      const sum = rows[at + low]! + rows[at - step + low]!;
      rows[at + high] = rows[at + high]! + rows[at - step + high]! + (sum >> 8);
      rows[at + low] = sum;
    }
  }
}

/** Each byte with its bits in the opposite order. */
const REVERSED = Uint8Array.from(
  { length: 256 },
  (_, byte) => parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2),
);
