import { ascii, bytes, type File, join, u16, u32 } from "../media/picture_bytes.ts";
import { type Box, box, container, find, parse, write } from "./boxes.ts";
import { CLIP } from "./clip.ts";

/** The parts of {@link CLIP}, to be changed. */
export interface Parts {
  moov: Box;
  video: Box;
  audio: Box;
  /** More content after the coded pictures and sound. */
  extra: Uint8Array[];
  /** Boxes between the media and the table of contents. */
  between: Box[];
}

/** Options of {@link clip}. */
export interface ClipOptions {
  change?(parts: Parts): void;
  /** The table of contents comes before the media, as if a program had made it, not a phone. */
  isFast?: boolean;
  brand?: string;
}

/** Returns the clip with changes. Its table of contents comes last, as phones write it. */
export function clip({ change, isFast = false, brand = "isom" }: ClipOptions = {}): File {
  const [, moov, , mdat] = ["ftyp", "moov", "free", "mdat"].map((type) => find(parse(CLIP), type));
  const [video, audio] = moov!.boxes.filter(({ type }) => type === "trak");
  const parts: Parts = { moov: moov!, video: video!, audio: audio!, extra: [], between: [] };
  change?.(parts);
  const ftyp = box("ftyp", ascii(brand), u32(512), ascii(brand), ascii("mp41"));
  const media = box("mdat", mdat!.content, ...parts.extra);
  const before = write(isFast ? [ftyp, parts.moov] : [ftyp]).length + 8;
  for (const table of [video!, audio!].map(chunkTable)) move(table, before - mediaStart());
  const order = isFast ? [ftyp, parts.moov, media] : [ftyp, media, ...parts.between, parts.moov];
  return write(order);
}

/** Returns the box of a track that says where its chunks are. */
export function chunkTable(track: Box): Box {
  return find([track], "trak", "mdia", "minf", "stbl", "stco");
}

/** Returns a box of a track's sample table. */
export function sampleTable(track: Box, type: string): Box {
  return find([track], "trak", "mdia", "minf", "stbl", type);
}

/** Where the clip's media begin in the file. */
function mediaStart(): number {
  let at = 0;
  for (const one of parse(CLIP)) {
    if (one.type === "mdat") return at + 8;
    at += write([one]).length;
  }
  throw new Error("The clip has no media");
}

function move({ content }: Box, distance: number): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 8; at < content.length; at += 4) view.setUint32(at, view.getUint32(at) + distance);
}

/** Turns the pictures by a quarter to the right, as a phone does that is held upright. */
export function turn({ video }: Parts): void {
  const matrix = [0, 1 << 16, 0, -1 << 16, 0, 0, 72 << 16, 0, 1 << 30].map((one) => u32(one >>> 0));
  find([video], "trak", "tkhd").content.set(join(...matrix), 40);
}

/** Shows a part of a track: `durationMs` from `startMs` of its media. */
export function edit(
  track: Box,
  mediaTimescale: number,
  startMs: number,
  durationMs: number,
): void {
  track.boxes = track.boxes.filter(({ type }) => type !== "edts");
  const start = startMs * mediaTimescale / 1000;
  track.boxes.push(
    container("edts", box("elst", u32(0), u32(1), u32(durationMs), u32(start), u32(1 << 16))),
  );
}

/** Shows all pictures of a track, each for `ms`. */
export function pace(video: Box, ms: number): void {
  const factor = ms / 100;
  video.boxes = video.boxes.filter(({ type }) => type !== "edts");
  for (const type of ["stts", "ctts"]) {
    const { content } = sampleTable(video, type);
    const view = new DataView(content.buffer);
    for (let at = 12; at < content.length; at += 8) {
      view.setUint32(at, view.getUint32(at) * factor);
    }
  }
}

/** A place, as cameras write it. */
export const PLACE = "+48.8577+002.2950+035.000/";

/** Adds everything that phones and cameras tell about a video and its owner. */
export function talk({ moov, video, extra, between }: Parts): void {
  const text = (type: string, value: string) =>
    box(type, u16(value.length), u16(0x15c7), ascii(value));
  const tags = {
    "com.apple.quicktime.location.ISO6709": PLACE,
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 13",
    "com.apple.quicktime.creationdate": "2026-05-01T18:30:00+0200",
  };
  moov.boxes.push(
    container(
      "udta",
      text("\u00a9xyz", PLACE),
      box("loci", u32(0), u16(0x15c7), ascii("Ada's home\0")),
    ),
    appleTags(tags),
  );
  video.boxes.push(container("udta", text("name", "Ada's camera")));
  between.push(box("uuid", ascii("0123456789abcdef<x:xmpmeta>Ada's home</x:xmpmeta>")));
  moov.boxes.push(dataTrack(moov, video));
  extra.push(ascii(`GPMF GPS5 ${PLACE}`));
}

/** Returns a `meta` box as Apple writes it. */
export function appleTags(tags: Record<string, string>): Box {
  const keys = Object.keys(tags).map((key) => join(u32(key.length + 8), ascii(`mdta${key}`)));
  const values = Object.values(tags).map((value, index) => {
    const data = write([box("data", u32(1), u32(0), ascii(value))]);
    return join(u32(data.length + 8), u32(index + 1), data);
  });
  return box(
    "meta",
    write([
      box("hdlr", u32(0), u32(0), ascii("mdta"), new Uint8Array(13)),
      box("keys", u32(0), u32(keys.length), ...keys),
      box("ilst", ...values),
    ]),
  );
}

/** Returns a track of data, whose only sample is the rest of the media. */
function dataTrack(moov: Box, video: Box): Box {
  const copy = find(parse(write([video])), "trak");
  const head = find([copy], "trak", "tkhd").content;
  head.set(u32(moov.boxes.length + 10), 12);
  find([copy], "trak", "mdia", "hdlr").content.set(ascii("meta"), 8);
  find([copy], "trak", "mdia", "minf", "stbl").boxes = [
    box("stsd", u32(0), u32(1), write([box("gpmd", bytes(0, 0, 0, 0, 0, 0, 0, 1))])),
    box("stts", u32(0), u32(1), u32(1), u32(1000)),
    box("stsc", u32(0), u32(1), u32(1), u32(1), u32(1)),
    box("stsz", u32(0), u32(0), u32(1), u32(30)),
    box("stco", u32(0), u32(1), u32(60)),
  ];
  return copy;
}
