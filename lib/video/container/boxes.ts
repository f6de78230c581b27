import { VideoRefused } from "../core/errors.ts";

/** A box of an ISO file (MP4, MOV): its name, and where its content begins and ends. */
export interface Box {
  type: string;
  from: number;
  to: number;
}

/** Boxes at the top of a file. A file in fragments has two for each of them. */
const TOP_BOXES_MAX = 60_000;
/** Boxes inside of the table of contents. */
const INNER_BOXES_MAX = 5_000;

/** Reads boxes, and refuses a file that has too many. */
export class BoxReader {
  readonly #view: DataView;
  #left = INNER_BOXES_MAX;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Returns the boxes in a range. Its end is where they make no sense any more. */
  boxes(from = 0, to = this.bytes.length): Box[] {
    const found: Box[] = [];
    for (let at = from; at + 8 <= to;) {
      const box = headerAt(this.#view, at, to);
      if (box === null || box.to > to) break;
      if (this.#left-- === 0) throw new VideoRefused("The video has too many parts");
      found.push(box);
      at = box.to;
    }
    return found;
  }

  /** Returns the boxes at the end of a path, for example `mdia`, `minf`, `stbl`. */
  inside(box: Box, ...path: readonly string[]): Box[] {
    return path.reduce(
      (boxes, type) =>
        boxes.flatMap(({ from, to }) =>
          this.boxes(from, to).filter((inner) => inner.type === type)
        ),
      [box],
    );
  }

  /** Returns the version of a box that has one; it decides the sizes of its numbers. */
  version(box: Box): number {
    return this.u32(box, 0) >>> 24;
  }

  /** Returns the number at a place in the box, or 0 if the box ends before. */
  u32({ from, to }: Box, offset: number): number {
    return from + offset + 4 <= to ? this.#view.getUint32(from + offset) : 0;
  }

  /** Returns a signed number; 0 if the box ends before. */
  i32(box: Box, offset: number): number {
    return this.u32(box, offset) | 0;
  }

  /** Returns a number of 64 bits; 0 if the box ends before. */
  u64(box: Box, offset: number): number {
    return this.u32(box, offset) * 2 ** 32 + this.u32(box, offset + 4);
  }

  /** Returns four letters. */
  letters(box: Box, offset: number): string {
    return lettersAt(this.#view, box.from + offset, box.to);
  }
}

/** A box at the top of a file with its content. */
export interface TopBox {
  type: string;
  /** Where the content begins in the file. */
  from: number;
  content: Uint8Array;
}

/** Yields those boxes at the top of the file that have one of the types, each with its content. */
export function* topBoxes(
  file: Deno.FsFile,
  size: number,
  bytesMax: Readonly<Record<string, number>>,
): Generator<TopBox> {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  for (let at = 0, count = 0; at + 8 <= size; count++) {
    if (count === TOP_BOXES_MAX) throw new VideoRefused("The video has too many parts");
    readAt(file, at, head.fill(0));
    const box = headerAt(view, 0, size - at);
    if (box === null) return;
    const most = bytesMax[box.type];
    if (most !== undefined) {
      if (at + box.to > size) throw new VideoRefused("The video is cut off");
      if (box.to - box.from > most) throw new VideoRefused("The video has too large tables");
      const content = new Uint8Array(box.to - box.from);
      readAt(file, at + box.from, content);
      yield { type: box.type, from: at + box.from, content };
    }
    at += box.to;
  }
}

function readAt(file: Deno.FsFile, at: number, bytes: Uint8Array): void {
  file.seekSync(at, Deno.SeekMode.Start);
  for (let filled = 0; filled < bytes.length;) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) return;
    filled += read;
  }
}

/** Reads the head of a box. A size of 1 announces 64 bits, a size of 0 the end of the range. */
function headerAt(view: DataView, at: number, to: number): Box | null {
  const size = view.getUint32(at);
  const type = lettersAt(view, at + 4, view.byteLength);
  if (size === 0 && at === 0) return { type, from: at + 8, to };
  if (size !== 1) return size < 8 ? null : { type, from: at + 8, to: at + size };
  if (at + 16 > view.byteLength) return null;
  const long = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12);
  return long < 16 ? null : { type, from: at + 16, to: at + long };
}

function lettersAt(view: DataView, at: number, to: number): string {
  if (at + 4 > to) return "";
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
