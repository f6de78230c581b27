import { bytes, type File, join } from "./picture_bytes.ts";

/** A file that everybody else shows, though it is not as it should be. */
export interface DamagedFile {
  name: string;
  file: File;
}

/** Damage to a JPEG that costs nothing of its picture, or a few of the last pixels. */
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

/** The first `share` of what a JPEG's scan holds. */
export function cutScan(whole: File, share: number): File {
  const scan = markerAt(whole, 0xda);
  return whole.slice(0, scan + Math.floor((whole.length - scan) * share));
}

function markerAt(file: File, marker: number): number {
  return file.findIndex((byte, at) => byte === 0xff && file[at + 1] === marker);
}
