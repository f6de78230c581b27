import { CHANGES, CODE_BITS, type Codes, HORIZONTAL, PASS, RUNS } from "./fax_codes.ts";

/** A line ends with eleven zeros and a one. */
const END_BITS = 12, END = 1;

/** The ways of coding rows: each for itself, or as differences from the row above. */
export interface FaxCoding {
  /** `rows`: each row begins with a byte. `lines`: ends of lines may stand between rows. */
  kind: "rows" | "lines" | "differences";
  /** Of `lines`: a bit after the end of each line says how the next one is coded. */
  isMixed: boolean;
}

/**
 * Unpacks a bilevel picture of ITU-T T.4 (groups 3) or T.6 (group 4) into rows of bits, 1 for
 * black. Stops where the data end or are invalid; returns the rows before that.
 */
export function unpackFax(
  packed: Uint8Array,
  { width, height }: { width: number; height: number },
  { kind, isMixed }: FaxCoding,
): Uint8Array {
  const bits = new Bits(packed);
  const stride = Math.ceil(width / 8);
  const result = new Uint8Array(stride * height);
  // The places where the colour changes, first to black, then the width several times.
  let above = new Int32Array(width + 4).fill(width);
  let row = new Int32Array(width + 4);
  for (let y = 0; y < height; y++) {
    if (kind === "rows") bits.toNextByte();
    const ends = kind === "lines" ? bits.skipEnds() : 0;
    if (ends > 1 && y > 0) return result.subarray(0, y * stride);
    const isDifference = kind === "differences" || isMixed && ends > 0 && bits.take(1) === 0;
    const changes = isDifference
      ? readDifferences(bits, { above, row, width })
      : readRuns(bits, row, width);
    if (changes === null) return result.subarray(0, y * stride);
    row.fill(width, changes);
    for (let at = 0; row[at]! < width; at += 2) {
      blacken(result, y * stride * 8 + row[at]!, y * stride * 8 + row[at + 1]!);
    }
    [above, row] = [row, above];
  }
  return result;
}

/** Reads a row that is coded for itself. Returns the number of changes; null if it is invalid. */
function readRuns(bits: Bits, row: Int32Array, width: number): number | null {
  let [at, changes] = [0, 0];
  for (let colour: 0 | 1 = 0; at < width; colour = colour === 0 ? 1 : 0) {
    const run = readRun(bits, colour, width);
    if (run === null || at + run > width) return null;
    at += run;
    row[changes++] = at;
    if (changes > width) return null;
  }
  return changes;
}

/** Reads a row that is coded as its differences from the row above. */
function readDifferences(
  bits: Bits,
  { above, row, width }: { above: Int32Array; row: Int32Array; width: number },
): number | null {
  let [at, changes, next] = [0, 0, 0];
  let colour: 0 | 1 = 0;
  /** Moves to the first change above that is to the right, from the present colour. */
  const catchUp = () => {
    while (above[next]! <= at && above[next]! < width) next += 2;
  };
  while (at < width) {
    const mode = bits.read(CHANGES);
    if (mode === null) return null;
    if (mode === PASS) {
      at = above[next + 1]!;
      if (at < width) next += 2;
      continue;
    }
    if (mode === HORIZONTAL) {
      for (const each of [colour, colour === 0 ? 1 : 0] as const) {
        const run = readRun(bits, each, width);
        if (run === null || at + run > width || changes > width) return null;
        at += run;
        row[changes++] = at;
      }
      catchUp();
      continue;
    }
    const to = above[next]! + mode - 3;
    if (to < at || to > width || changes > width) return null;
    at = to;
    row[changes++] = at;
    colour = colour === 0 ? 1 : 0;
    next += mode < 3 && next > 0 ? -1 : 1;
    catchUp();
  }
  return changes;
}

/** Reads the codes of one run: any number of long ones, and one of less than 64 pixels. */
function readRun(bits: Bits, colour: 0 | 1, width: number): number | null {
  for (let run = 0; run <= width;) {
    const more = bits.read(RUNS[colour]);
    if (more === null) return null;
    run += more;
    if (more < 64) return run;
  }
  return null;
}

function blacken(bits: Uint8Array, start: number, end: number): void {
  for (let bit = start; bit < end; bit++) bits[bit >> 3]! |= 0x80 >> (bit & 7);
}

/** Reads codes from bytes, the highest bit first. Behind the end all bits are zero. */
class Bits {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  take(count: number): number {
    const value = this.#peek(count);
    this.#at += count;
    return value;
  }

  /** Returns the value of the next code; null if there is none. */
  read(codes: Codes): number | null {
    const found = codes[this.#peek(CODE_BITS)]!;
    this.#at += found & 15;
    return found === 0 || this.#at > this.bytes.length * 8 ? null : found >> 4;
  }

  toNextByte(): void {
    this.#at = (this.#at + 7) & ~7;
  }

  /** Skips ends of lines and the zeros before each. Returns their number: two end the picture. */
  skipEnds(): number {
    let ends = 0;
    while (this.#peek(END_BITS - 1) === 0 && this.#at < this.bytes.length * 8) {
      while (this.#peek(END_BITS) === 0 && this.#at < this.bytes.length * 8) this.#at++;
      if (this.#peek(END_BITS) !== END) break;
      this.#at += END_BITS;
      ends++;
    }
    return ends;
  }

  #peek(count: number): number {
    const { bytes } = this;
    const at = this.#at >> 3;
    const three = (bytes[at] ?? 0) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
    return three >> (24 - (this.#at & 7) - count) & ((1 << count) - 1);
  }
}
