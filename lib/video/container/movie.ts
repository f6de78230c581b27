import { VideoRefused } from "../core/errors.ts";
import { TRACKS_MAX } from "../core/limits.ts";
import { type Box, BoxReader, topBoxes } from "./boxes.ts";
import { checkFragment, checkTables } from "./samples.ts";

/** A file's table of contents, as far as it decides how the file is processed. */
export interface Movie {
  /** In milliseconds since 1970; null if the file does not tell it. */
  createdAtMs: number | null;
  /** As the head of the table claims it. */
  durationMs: number;
  /** By their ids. */
  tracks: ReadonlyMap<number, MovieTrack>;
}

/** A track as its file presents it. */
export interface MovieTrack {
  /** The second at which the shown part ends. Media after it is in the file, but hidden. */
  endsAt: number;
  /** Whether its parts are shown in another order or at another speed than they are stored. */
  isRearranged: boolean;
}

/** The largest tables of contents. That of three minutes has less than one mebibyte. */
const BYTES_MAX = { moov: 16 << 20, moof: 1 << 20 };
/** The table counts seconds since 1904. */
const EPOCH_SECONDS = 2_082_844_800;

/** Reads the table of contents of an ISO file. Refuses tables that would take too much work. */
export function readMovie(file: Deno.FsFile, size: number, framesMax: number): Movie {
  let movie: Movie | null = null, samples = 0;
  for (const { type, content } of topBoxes(file, size, BYTES_MAX)) {
    const reader = new BoxReader(content);
    if (type === "moof") samples = checkFragment(reader, samples);
    else if (movie) throw new VideoRefused("The video has two tables of contents");
    else movie = movieOf(reader, framesMax);
  }
  if (!movie) throw new VideoRefused("The video has no table of contents: it is cut off");
  return movie;
}

function movieOf(reader: BoxReader, framesMax: number): Movie {
  const boxes = reader.boxes();
  const head = boxes.find(({ type }) => type === "mvhd");
  const tracks = boxes.filter(({ type }) => type === "trak");
  if (!head) throw new VideoRefused("The video's table of contents is damaged");
  if (tracks.length > TRACKS_MAX) {
    throw new VideoRefused(`The video has over ${TRACKS_MAX} tracks`);
  }
  for (const track of tracks) checkTables(reader, track, framesMax);
  const isLong = reader.version(head) === 1;
  const timescale = reader.u32(head, isLong ? 20 : 12);
  const duration = isLong ? reader.u64(head, 24) : reader.u32(head, 16);
  return {
    durationMs: duration / timescale * 1000,
    createdAtMs: instant(isLong ? reader.u64(head, 4) : reader.u32(head, 4)),
    tracks: new Map(
      tracks.map((track) => [idOf(reader, track), shownPart(reader, track, timescale)]),
    ),
  };
}

function instant(seconds: number): number | null {
  return seconds > EPOCH_SECONDS ? (seconds - EPOCH_SECONDS) * 1000 : null;
}

function idOf(reader: BoxReader, track: Box): number {
  const [head] = reader.inside(track, "tkhd");
  if (!head) throw new VideoRefused("The video's table of contents is damaged");
  return reader.u32(head, reader.version(head) === 1 ? 20 : 12);
}

/** Reads the edit list: empty edits delay the track, one edit with media shows a part of it. */
function shownPart(reader: BoxReader, track: Box, timescale: number): MovieTrack {
  const [list] = reader.inside(track, "edts", "elst");
  if (!list) return { endsAt: Infinity, isRearranged: false };
  const isLong = reader.version(list) === 1;
  const size = isLong ? 20 : 12;
  const count = Math.min(reader.u32(list, 4), Math.floor((list.to - list.from - 8) / size));
  let endsAt = 0, shown = 0, isOdd = false;
  for (let index = 0; index < count && shown < 2; index++) {
    const at = 8 + index * size;
    const duration = isLong ? reader.u64(list, at) : reader.u32(list, at);
    const isEmpty = reader.i32(list, at + (isLong ? 8 : 4)) === -1;
    endsAt += duration / timescale;
    if (isEmpty) continue;
    shown++;
    isOdd ||= reader.u32(list, at + size - 4) !== 1 << 16;
    // A file in fragments does not know its end.
    if (duration === 0) endsAt = Infinity;
  }
  return { endsAt: shown === 0 ? Infinity : endsAt, isRearranged: shown > 1 || isOdd };
}
