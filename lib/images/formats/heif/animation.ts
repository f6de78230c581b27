import { type Bytes, concat, Cursor } from "../../core/cursor.ts";
import { boxes, contents, damaged, fileBoxes } from "./boxes.ts";
import { readTrack, type Track, trackBox, withoutTimes } from "./tracks.ts";
import { ascii, box, u32 } from "./write_boxes.ts";

/** The lengths of a movie's header, by its version. */
const HEADER_BYTES = [100, 112];
const START = box("ftyp", ascii("avis"), u32(0), ascii("avismsf1miafiso8"));

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
  const kept = alpha ? [picture, alpha] : [picture];
  const movie = (dataAt: number) => movieBox(header, kept, { dataAt, profile });
  const dataAt = START.length + movie(0).length + 8;
  return concat([START, movie(dataAt), box("mdat", ...kept.flatMap(({ samples }) => samples))]);
}

interface Options {
  /** The place of the first coded frame in the file. */
  dataAt: number;
  profile: Uint8Array | undefined;
}

function movieBox(
  header: Uint8Array,
  tracks: readonly Track[],
  { dataAt, profile }: Options,
): Bytes {
  let at = dataAt;
  const boxes = tracks.map((track) => {
    const start = at;
    at += track.samples.reduce((sum, { length }) => sum + length, 0);
    return trackBox(track, { dataAt: start, pictureId: tracks[0]!.id, profile });
  });
  return box("moov", box("mvhd", withoutTimes(header, HEADER_BYTES)), ...boxes);
}
