import { type Bytes, concat, Cursor } from "../../core/cursor.ts";
import { boxes, contents, damaged, fileBoxes } from "./boxes.ts";
import { readTrack, type Track, trackBox, withoutTimes } from "./tracks.ts";
import { stillItems } from "./still_items.ts";
import { ascii, box, u32 } from "./write_boxes.ts";

/** The lengths of a movie's header, by its version. */
const HEADER_BYTES = [100, 112];
const BOX_START_BYTES = 8;
const START = box("ftyp", ascii("avis"), u32(0), ascii("avisavifmsf1mif1miafiso8"));

/**
 * Rebuilds an animated AVIF from its coded frames and their timing. Everything else is left out:
 * the items, among them EXIF and XMP, the times of creation, and names.
 */
export function stripSequence(file: Uint8Array, profile?: Uint8Array): Bytes {
  const moov = contents(fileBoxes(file)).get("moov");
  if (!moov) throw damaged();
  const inMovie = [...boxes(new Cursor(moov))];
  const tracks = inMovie.filter(({ type }) => type === "trak").map(({ bytes }) => bytes)
    .map((bytes) => readTrack(file, bytes)).filter((track) => track !== null);
  const picture = tracks.find(({ handler }) => handler === "pict");
  const header = contents(inMovie).get("mvhd");
  if (!picture || !header) throw damaged();
  const alpha = tracks.find(({ handler, about }) => handler === "auxv" && about === picture.id);
  const kept = [{ ...picture, profile }, ...alpha ? [alpha] : []];
  const parts = (dataAt: number) => {
    const starts = startsOf(kept, dataAt);
    return concat([START, stillItems(kept, starts), movieBox(header, kept, starts)]);
  };
  const dataAt = parts(0).length + BOX_START_BYTES;
  return concat([parts(dataAt), box("mdat", ...kept.flatMap(({ samples }) => samples))]);
}

/** Returns the places of each track's first frame, if the frames of all follow each other. */
function startsOf(tracks: readonly Track[], dataAt: number): number[] {
  let at = dataAt;
  return tracks.map(({ samples }) => {
    const start = at;
    at += samples.reduce((sum, { length }) => sum + length, 0);
    return start;
  });
}

function movieBox(header: Uint8Array, tracks: readonly Track[], starts: number[]): Bytes {
  const pictureId = tracks[0]!.id;
  const boxes = tracks.map((track, index) =>
    trackBox(track, { dataAt: starts[index]!, pictureId })
  );
  return box("moov", box("mvhd", withoutTimes(header, HEADER_BYTES)), ...boxes);
}
