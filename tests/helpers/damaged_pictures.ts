import { deflateSync, inflateSync } from "node:zlib";
import { ascii, bytes, type File, join, u32 } from "./media/picture_bytes.ts";
import { pngChunk } from "./media/pictures.ts";

/** A file that is not well-formed, though other programs show it. */
export interface DamagedFile {
  name: string;
  file: File;
}

/** Returns JPEGs whose damage costs at most a few of the last pixels. */
export function harmlessJpegs(whole: File): DamagedFile[] {
  const tables = markerAt(whole, 0xdb);
  const scan = markerAt(whole, 0xda);
  const put = (at: number, ...parts: Uint8Array[]) =>
    join(whole.subarray(0, at), ...parts, whole.subarray(at));
  return [
    { name: "no last byte", file: whole.slice(0, -1) },
    { name: "no end marker", file: whole.slice(0, -2) },
    { name: "no last 10 bytes", file: whole.slice(0, -10) },
    { name: "stray bytes before the tables", file: put(tables, bytes(0, 1, 2, 0xff, 0, 3)) },
    { name: "stray bytes before the scan", file: put(scan, bytes(9, 8, 7)) },
    { name: "fill bytes before the scan", file: put(scan, bytes(0xff, 0xff, 0xff)) },
    { name: "a segment without a length", file: put(scan, bytes(0xff, 0xe5, 0, 0)) },
    { name: "a restart number before the tables", file: put(tables, bytes(0xff, 0xd3)) },
    { name: "stray bytes before the end", file: put(whole.length - 2, bytes(1, 2, 3, 4)) },
    { name: "bytes behind the end", file: join(whole, new Uint8Array(5000)) },
    {
      name: "a damaged table behind the scan",
      file: put(whole.length - 2, bytes(0xff, 0xc4, 0, 9, 1, 2, 3, 4, 5, 6, 7)),
    },
    {
      name: "a second size behind the scan",
      file: put(whole.length - 2, bytes(0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0)),
    },
    {
      name: "a cut off segment behind the scan",
      file: put(whole.length - 2, bytes(0xff, 0xc4, 9)),
    },
  ];
}

/** Returns PNGs whose damage does not change the picture. */
export function harmlessPngs(whole: File): DamagedFile[] {
  const data = chunksOf(whole, "IDAT");
  const others = (name: string) => whole.slice(0, chunkAt(whole, name));
  const packed = join(...data);
  const rows = new Uint8Array(inflateSync(packed));
  const rebuilt = (data: Uint8Array) =>
    join(others("IDAT"), pngChunk(["IDAT", join(data)]), pngChunk(["IEND", bytes()]));
  const changed = (name: string, from: number) => {
    const copy = whole.slice();
    const at = chunkAt(whole, name) + from;
    copy[at] = copy[at]! ^ 1;
    return copy;
  };
  const clear = pngChunk(["tRNS", new Uint8Array(6)]);
  const dataAt = chunkAt(whole, "IDAT");
  const dataLength = 12 + data[0]!.length;
  return [
    { name: "no last byte", file: whole.slice(0, -1) },
    { name: "no end chunk", file: others("IEND") },
    { name: "no checksum of the data, nor what follows", file: others("IEND").slice(0, -3) },
    { name: "a wrong checksum of the size", file: changed("IHDR", 24) },
    { name: "a wrong checksum of the data", file: changed("IDAT", dataLength - 1) },
    { name: "a transparent colour", file: join(others("IDAT"), clear, whole.slice(dataAt)) },
    { name: "no checksum in the data", file: rebuilt(packed.subarray(0, -4)) },
    { name: "a wrong checksum in the data", file: rebuilt(join(packed.subarray(0, -4), u32(7))) },
    { name: "more data than rows", file: rebuilt(deflateSync(join(rows, new Uint8Array(900)))) },
    { name: "bytes behind the end", file: join(whole, new Uint8Array(5000)) },
  ];
}

/** Returns WebPs whose damage does not change the picture. */
export function harmlessWebps(whole: File): DamagedFile[] {
  const claim = (bytes: number) => join(whole.subarray(0, 4), u32(bytes).reverse(), whole.slice(8));
  return [
    { name: "no last byte", file: whole.slice(0, -1) },
    { name: "no last two bytes", file: whole.slice(0, -2) },
    { name: "a larger size than it has", file: claim(whole.length + 1000) },
    { name: "a cut off chunk behind the picture", file: join(claim(whole.length), ascii("XMP")) },
    { name: "bytes behind the end", file: join(whole, new Uint8Array(5000)) },
  ];
}

/** Returns a PNG with the first `share` of its rows, in one chunk that ends well. */
export function cutRows(whole: File, share: number): File {
  const packed = join(...chunksOf(whole, "IDAT"));
  const part = join(packed.subarray(0, packed.length * share));
  return join(whole.slice(0, chunkAt(whole, "IDAT")), pngChunk(["IDAT", part]));
}

function chunkAt(file: File, name: string): number {
  const letters = ascii(name);
  return file.findIndex((_, at) => letters.every((letter, i) => file[at + i] === letter)) - 4;
}

function chunksOf(file: File, name: string): File[] {
  const found: File[] = [];
  for (let at = 8; at < file.length;) {
    const length = new DataView(file.buffer, at).getUint32(0);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === name) found.push(file.slice(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return found;
}

/** Returns a JPEG with the first `share` of its scan. */
export function cutScan(whole: File, share: number): File {
  const scan = markerAt(whole, 0xda);
  return whole.slice(0, scan + Math.floor((whole.length - scan) * share));
}

function markerAt(file: File, marker: number): number {
  return file.findIndex((byte, at) => byte === 0xff && file[at + 1] === marker);
}
