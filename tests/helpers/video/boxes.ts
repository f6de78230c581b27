import { ascii, bytes, type File, join, u32 } from "../media/picture_bytes.ts";

/** A box of an ISO file (MP4, MOV): either other boxes, or content. */
export interface Box {
  type: string;
  content: Uint8Array;
  boxes: Box[];
}

const CONTAINERS = ["moov", "trak", "mdia", "minf", "stbl", "edts", "udta"];

/** Returns a box with content. */
export function box(type: string, ...content: Uint8Array[]): Box {
  return { type, content: join(...content), boxes: [] };
}

/** Returns a box of other boxes. */
export function container(type: string, ...boxes: Box[]): Box {
  return { type, content: bytes(), boxes };
}

/** Returns the boxes of a file. */
export function parse(file: Uint8Array): Box[] {
  const found: Box[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length;) {
    const size = view.getUint32(at);
    const type = latin1(file.subarray(at + 4, at + 8));
    const content = file.slice(at + 8, at + size);
    const isContainer = CONTAINERS.includes(type);
    found.push(isContainer ? container(type, ...parse(content)) : box(type, content));
    at += size;
  }
  return found;
}

/** Returns the bytes of boxes. */
export function write(boxes: readonly Box[]): File {
  return join(...boxes.map(({ type, content, boxes: inner }) => {
    const inside = join(content, write(inner));
    return join(u32(inside.length + 8), ascii(type), inside);
  }));
}

/** Returns the first box at the end of a path. Throws if there is none. */
export function find(boxes: readonly Box[], ...path: string[]): Box {
  const [type, ...rest] = path;
  const found = boxes.find((one) => one.type === type);
  if (!found) throw new Error(`There is no box ${type}`);
  return rest.length === 0 ? found : find(found.boxes, ...rest);
}

/** Decodes one character per byte. */
export function latin1(file: Uint8Array): string {
  return new TextDecoder("latin1").decode(file);
}
