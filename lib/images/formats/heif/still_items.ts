import { type Bytes, concat } from "../../core/cursor.ts";
import { type Entry, readEntry, type Track } from "./tracks.ts";
import { ascii, box, fullBox, u16, u32 } from "./write_boxes.ts";

const TRANSPARENCY = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
/** The bit of a property that readers must understand. */
const ESSENTIAL = 0x80;
/** Bits of the third byte of a decoder's settings: more than 8, more than 10, only brightness. */
const DEEP = 0x40, DEEPER = 0x20, GREY = 0x10;

/**
 * Returns a `meta` box that names the first frame as the still picture, because many readers expect
 * one. `starts` are the places of each track's first frame.
 */
export function stillItems(tracks: readonly Track[], starts: readonly number[]): Bytes {
  const ids = tracks.map((_, index) => index + 1);
  const properties = tracks.map((track, index) => propertiesOf(readEntry(track), index > 0));
  let next = 0;
  const claims = properties.map((boxes, index) => [
    u16(ids[index]!),
    Uint8Array.of(boxes.length, ...boxes.map((_) => ESSENTIAL | ++next)),
  ]);
  return fullBox(
    "meta",
    fullBox("hdlr", u32(0), ascii("pict"), new Uint8Array(13)),
    fullBox("pitm", u16(ids[0]!)),
    fullBox(
      "iloc",
      u16(0x4400),
      u16(ids.length),
      ...tracks.flatMap(({ samples }, index) => [
        concat([u16(ids[index]!), u16(0), u16(1)]),
        concat([u32(starts[index]!), u32(samples[0]!.length)]),
      ]),
    ),
    fullBox("iinf", u16(ids.length), ...ids.map(entryBox)),
    ...ids.length > 1 ? [fullBox("iref", box("auxl", u16(2), u16(1), u16(1)))] : [],
    box(
      "iprp",
      box("ipco", ...properties.flat()),
      fullBox("ipma", u32(ids.length), ...claims.flat()),
    ),
  );
}

function entryBox(id: number): Bytes {
  return box("infe", Uint8Array.of(2, 0, 0, 0), u16(id), u16(0), ascii("av01"), new Uint8Array(1));
}

function propertiesOf({ width, height, boxes }: Entry, isTransparency: boolean): Bytes[] {
  const settings = boxes.find(({ type }) => type === "av1C")!;
  const flags = settings.bytes[2]!;
  const depth = (flags & DEEP) === 0 ? 8 : (flags & DEEPER) === 0 ? 10 : 12;
  const channels = (flags & GREY) === 0 ? 3 : 1;
  const colours = boxes.filter(({ type }) => type === "colr" && !isTransparency);
  return [
    fullBox("ispe", u32(width), u32(height)),
    fullBox("pixi", Uint8Array.of(channels, ...Array(channels).fill(depth))),
    ...[settings, ...colours].map(({ type, bytes }) => box(type, bytes)),
    ...isTransparency ? [fullBox("auxC", ascii(TRANSPARENCY))] : [],
  ];
}
