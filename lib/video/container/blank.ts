import { type Box, BoxReader, topBoxes } from "./boxes.ts";

/** The largest table of contents of a file that we made ourselves. */
const MOOV_BYTES_MAX = 16 << 20;

/**
 * Makes the boxes for metadata empty space. FFmpeg writes them even if it has no metadata, and
 * everything else in the file stays at its place.
 */
export async function blankMetadata(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  const { size } = await file.stat();
  const blanks: { at: number; bytes: Uint8Array }[] = [];
  for (const { from, content } of topBoxes(file, size, { moov: MOOV_BYTES_MAX })) {
    const reader = new BoxReader(content);
    const boxes = reader.boxes();
    const inTracks = boxes.filter(({ type }) => type === "trak").flatMap((track) =>
      reader.boxes(track.from, track.to)
    );
    for (const box of [...boxes, ...inTracks].filter(isMetadata)) {
      const bytes = new Uint8Array(4 + box.to - box.from);
      bytes.set(new TextEncoder().encode("free"));
      blanks.push({ at: from + box.from - 4, bytes });
    }
  }
  for (const { at, bytes } of blanks) {
    await file.seek(at, Deno.SeekMode.Start);
    await file.write(bytes);
  }
}

function isMetadata({ type }: Box): boolean {
  return type === "udta" || type === "meta";
}
