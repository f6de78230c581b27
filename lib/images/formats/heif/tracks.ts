import { type Bytes, concat, Cursor, latin1 } from "../../core/cursor.ts";
import { type Box, boxes, contents, damaged, openFullBox } from "./boxes.ts";
import { readSamples, type Tables } from "./samples.ts";
import { ascii, box, fullBox, u32 } from "./write_boxes.ts";

/** By version of a header: its length, and the length of each of its times. */
const MEDIA_BYTES = [24, 36], TRACK_BYTES = [84, 96], TIME_BYTES = [4, 8];
/** The fields of a coded picture in front of the boxes of its decoder. */
const ENTRY_BYTES = 78;
const SIZE_AT = 24;
/** Upright, as the still variants are. */
const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const MATRIX_AT = [40, 52];
/** The least bytes of a decoder's settings. */
const SETTINGS_BYTES = 4;
/** Boxes of the decoder, of transparency and of the shape of pixels. */
const KEPT = ["av1C", "auxi", "ccst", "pasp"];

/** A track of pictures or of their transparency. */
export interface Track {
  id: number;
  /** `pict` or `auxv`. */
  handler: string;
  /** The track whose transparency it holds. */
  about: number | null;
  header: Uint8Array;
  /** How often it is shown, and from where. */
  edits: Uint8Array | null;
  mediaHeader: Uint8Array;
  tables: Tables;
  samples: Uint8Array[];
  /** Its colours, if the file names them with a profile. */
  profile?: Uint8Array | undefined;
}

/** Reads a `trak` box. Returns null for other kinds of tracks, such as sound. */
export function readTrack(file: Uint8Array, trak: Uint8Array): Track | null {
  const inTrack = inside(trak);
  const inMedia = inside(part(inTrack, "mdia"));
  const handler = latin1(part(inMedia, "hdlr").subarray(8, 12));
  if (handler !== "pict" && handler !== "auxv") return null;
  const header = withoutTimes(part(inTrack, "tkhd"), TRACK_BYTES);
  const tables = inside(part(inside(part(inMedia, "minf")), "stbl"));
  const references = inTrack.get("tref");
  const about = references && inside(references).get("auxl");
  return {
    id: new Cursor(header, header[0] === 1 ? 20 : 12).u32(),
    handler,
    about: about ? new Cursor(about).u32() : null,
    header,
    edits: inside(inTrack.get("edts") ?? new Uint8Array()).get("elst") ?? null,
    mediaHeader: withoutTimes(part(inMedia, "mdhd"), MEDIA_BYTES),
    tables,
    samples: readSamples(file, tables),
  };
}

/** Writes a track whose samples follow each other from `dataAt` on. */
export function trackBox(
  track: Track,
  { dataAt, pictureId }: { dataAt: number; pictureId: number },
): Bytes {
  const { header, handler, edits, mediaHeader } = track;
  const isPicture = track.id === pictureId;
  const matrix = MATRIX_AT[header[0]!]!;
  const upright = header.slice();
  upright.set(concat(UPRIGHT.map(u32)), matrix);
  return box(
    "trak",
    box("tkhd", upright),
    ...isPicture ? [] : [box("tref", box("auxl", u32(pictureId)))],
    ...edits ? [box("edts", box("elst", editsOf(edits)))] : [],
    box(
      "mdia",
      box("mdhd", mediaHeader),
      fullBox("hdlr", u32(0), ascii(handler), new Uint8Array(13)),
      box(
        "minf",
        box("vmhd", u32(1), new Uint8Array(8)),
        box("dinf", fullBox("dref", u32(1), box("url ", u32(1)))),
        tablesBox(track, dataAt),
      ),
    ),
  );
}

function tablesBox(track: Track, dataAt: number): Bytes {
  const { tables, samples } = track;
  return box(
    "stbl",
    fullBox("stsd", u32(1), entryBox(track)),
    box("stts", rows(part(tables, "stts"), 8)),
    ...tables.has("stss") ? [box("stss", rows(part(tables, "stss"), 4))] : [],
    fullBox("stsc", u32(1), u32(1), u32(samples.length), u32(1)),
    fullBox("stsz", u32(0), u32(samples.length), ...samples.map(({ length }) => u32(length))),
    fullBox("stco", u32(1), u32(dataAt)),
  );
}

/** The description of the coded frames: their size, and what a decoder needs. */
export interface Entry {
  width: number;
  height: number;
  boxes: Pick<Box, "type" | "bytes">[];
}

/** Reads the description. It may also name a program, for instance, which is left out. */
export function readEntry({ tables, profile }: Track): Entry {
  const { cursor } = openFullBox(part(tables, "stsd"));
  cursor.u32();
  const [entry] = boxes(cursor);
  if (entry?.type !== "av01" || entry.bytes.length < ENTRY_BYTES) throw damaged();
  const size = new Cursor(entry.bytes, SIZE_AT);
  const all = [...boxes(new Cursor(entry.bytes, ENTRY_BYTES))];
  const kept = all.filter(({ type, bytes }) =>
    KEPT.includes(type) || type === "colr" && latin1(bytes.subarray(0, 4)) === "nclx"
  );
  const settings = kept.find(({ type }) => type === "av1C");
  if (!settings || settings.bytes.length < SETTINGS_BYTES) throw damaged();
  const colours = profile ? [{ type: "colr", bytes: concat([ascii("prof"), profile]) }] : [];
  return { width: size.u16(), height: size.u16(), boxes: [...kept, ...colours] };
}

function entryBox(track: Track): Bytes {
  const { width, height, boxes } = readEntry(track);
  const fields = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(fields.buffer);
  view.setUint16(6, 1);
  view.setUint16(SIZE_AT, width);
  view.setUint16(SIZE_AT + 2, height);
  // 72 pixels an inch in both directions, one frame a sample, 24 bits.
  view.setUint32(28, 0x480000);
  view.setUint32(32, 0x480000);
  view.setUint16(40, 1);
  view.setUint16(74, 24);
  view.setInt16(76, -1);
  return box("av01", fields, ...boxes.map(({ type, bytes }) => box(type, bytes)));
}

/** Returns a table without bytes behind its rows. */
function rows(bytes: Uint8Array, rowBytes: number): Uint8Array {
  const count = openFullBox(bytes).cursor.u32();
  const length = 8 + count * rowBytes;
  if (length > bytes.length) throw damaged();
  return bytes.subarray(0, length);
}

function editsOf(bytes: Uint8Array): Uint8Array {
  return rows(bytes, bytes[0] === 1 ? 20 : 12);
}

/** Returns a header without the times of creation and of change, behind version and flags. */
export function withoutTimes(header: Uint8Array, lengths: readonly number[]): Bytes {
  const version = header[0] === 1 ? 1 : 0;
  if (header.length < lengths[version]!) throw damaged();
  const copy = header.slice(0, lengths[version]) as Bytes;
  copy[0] = version;
  return copy.fill(0, 4, 4 + 2 * TIME_BYTES[version]!);
}

function inside(bytes: Uint8Array): Map<string, Uint8Array> {
  return contents(boxes(new Cursor(bytes)));
}

function part(parts: Tables, type: string): Uint8Array {
  const bytes = parts.get(type);
  if (!bytes) throw damaged();
  return bytes;
}
