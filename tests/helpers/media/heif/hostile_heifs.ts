import { ascii, bytes, type File, join, u16, u32 } from "../picture_bytes.ts";
import { box, fullBox, heifContainer, type HeifItem } from "./heif_boxes.ts";
import {
  clap,
  type Coded,
  heifDerived,
  heifFile,
  heifGrid,
  hevc,
  pictureTrack,
} from "./heif_files.ts";

/** A file that must be refused, and the text of the refusal. */
export interface HostileHeif {
  name: string;
  file: File;
  reason: RegExp;
}

/** Returns HEIC and AVIF files that lie about sizes, or whose structure has no end. */
export function hostileHeifs(av1: Coded): HostileHeif[] {
  const seen = hevc("quarters");
  const large = { ...hevc("large"), width: 96, height: 64 };
  return [
    ...[seen, av1].flatMap((picture) => [
      ...wrongSizes(picture),
      ...wrongCuts(picture),
      ...wrongGrids(picture),
      ...wrongStructures(picture),
    ]),
    hostile("12 megapixels that claim to be 96 × 64", heifFile(large), DAMAGED),
    hostile("a transparency of 12 megapixels", heifFile(seen, { alpha: large }), DAMAGED),
    hostile(
      "2,000 layers of 300 × 300",
      heifDerived(
        "iovl",
        Array.from({ length: 2_000 }, () => ({ ...seen, width: 300, height: 300 })),
        {
          width: 96,
          height: 64,
        },
      ),
      /too large/,
    ),
    hostile(
      "layers of another size",
      heifDerived("iovl", [seen], { width: 96, height: 64, claim: [95, 64] }),
      DAMAGED,
    ),
    hostile(
      "a derived picture of nothing",
      heifDerived("iden", [], { width: 96, height: 64 }),
      DAMAGED,
    ),
    hostile("a picture of itself", itself("iden"), DAMAGED),
    hostile("layers of layers", itself("iovl"), DAMAGED),
    hostile("AV1 in HEIC", heifFile(av1, { brands: ["heic"] }), /^This kind of HEIC/),
    hostile("HEVC in AVIF", heifFile(seen, { brands: ["avif"] }), /^This kind of AVIF/),
  ];
}

const DAMAGED = /^The picture is damaged and cannot be read$/;
const CUT_OFF = /cut off/;
const TOO_MANY = /too many parts/;

function hostile(name: string, file: File, reason: RegExp): HostileHeif {
  return { name, file, reason };
}

function itself(type: string): File {
  const properties = [fullBox("ispe", 0, u32(96), u32(64))];
  return heifContainer({
    brands: ["heic"],
    items: [{ type, data: bytes(), properties }],
    primary: 1,
    references: [{ type: "dimg", from: 1, to: [1] }],
  });
}

function wrongSizes(picture: Coded): HostileHeif[] {
  const claim = (width: number, height: number) => heifFile(picture, { claim: [width, height] });
  const vast = { ...picture, width: 9_000, height: 9_000 };
  return [
    hostile("no size", claim(0, 64), /no size/),
    hostile("20,000 a side", claim(20_000, 20_000), /at most 16,383 a side/),
    hostile("64 megapixels", claim(8_000, 8_000), /at most 50 megapixels/),
    hostile("49 megapixels without data", claim(7_000, 7_000), DAMAGED),
    hostile("one column too many", claim(97, 64), DAMAGED),
    hostile("swapped sides", claim(64, 96), DAMAGED),
    hostile("a vast transparency", heifFile(picture, { alpha: vast }), /at most 50 megapixels/),
    hostile(
      "a vast picture of which little is seen",
      heifFile(picture, { claim: [9_000, 9_000], properties: [clap([90, 1], [90, 1])] }),
      /at most 50 megapixels/,
    ),
  ];
}

function wrongCuts(picture: Coded): HostileHeif[] {
  const cuts: [string, File][] = [
    ["nothing", clap([0, 1], [10, 1])],
    ["less than a pixel", clap([1, 3], [10, 1])],
    ["more than everything", clap([97, 1], [64, 1])],
    ["a negative part", clap([-96, 1], [64, 1])],
    ["a part by zero", clap([96, 0], [64, 1])],
    ["nothing by zero", clap([0, 0], [0, 0], [0, 0])],
    ["a part outside", clap([10, 1], [10, 1], [500, 1])],
    ["a part far outside", clap([10, 1], [10, 1], [-0x7fffffff, 1])],
    ["a part of unknown place", clap([10, 1], [10, 1], [0, 0])],
  ];
  return cuts.map(([name, cut]) =>
    hostile(`cutting out ${name}`, heifFile(picture, { properties: [cut] }), DAMAGED)
  );
}

function wrongGrids(picture: Coded): HostileHeif[] {
  const four = Array.from({ length: 4 }, () => picture);
  const size = { columns: 2, width: 192, height: 128 };
  const vast = Array.from({ length: 9 }, () => ({ ...picture, width: 4_000, height: 4_000 }));
  const container = (items: HeifItem[], to: number[]) =>
    heifContainer({
      brands: [picture.type === "hvc1" ? "heic" : "avif"],
      items,
      primary: 1,
      references: [{ type: "dimg", from: 1, to }],
    });
  const grid = {
    type: "grid",
    data: join(bytes(0, 0, 0, 0), u16(96), u16(64)),
    properties: [fullBox("ispe", 0, u32(96), u32(64))],
  };
  const brief = { ...grid, data: bytes(0, 0) };
  const tile = { ...grid, type: picture.type };
  return [
    hostile("another size", heifGrid(four, { ...size, claim: [96, 64] }), DAMAGED),
    hostile("more than its tiles", heifGrid(four, { ...size, width: 7_000 }), DAMAGED),
    hostile("tiles of 144 megapixels", heifGrid(vast, { ...size, columns: 3 }), /too large/),
    hostile("a tile too few", heifGrid(four.slice(1), { ...size, columns: 1.5 }), DAMAGED),
    hostile("a grid of itself", container([grid], [1]), DAMAGED),
    hostile("a grid of grids", container([grid, grid], [2]), DAMAGED),
    hostile("a grid of an unknown item", container([grid], [9]), DAMAGED),
    hostile("a grid of nothing", container([grid], []), DAMAGED),
    hostile("a grid that does not say its size", container([brief, tile], [2]), CUT_OFF),
  ];
}

function wrongStructures(picture: Coded): HostileHeif[] {
  const whole = heifFile(picture);
  const at = (type: string) => {
    const letters = ascii(type);
    return whole.findIndex((_, place) => letters.every((byte, i) => whole[place + i] === byte));
  };
  const changed = (type: string, by: number, ...values: number[]) => {
    const copy = whole.slice();
    copy.set(values, at(type) + by);
    return copy;
  };
  const start = whole.slice(0, at("meta") - 4);
  const meta = (...parts: File[]) => join(start, fullBox("meta", 0, ...parts));
  const many = join(...Array.from({ length: 20_001 }, () => box("free")));
  const brand = picture.type === "hvc1" ? "heic" : "avif";
  return [
    hostile("no metadata", start, /no still picture/),
    hostile("empty metadata", meta(), /no still picture/),
    hostile("metadata that end early", whole.slice(0, at("iprp") + 30), CUT_OFF),
    hostile("data that end early", whole.slice(0, -40), DAMAGED),
    hostile("a box shorter than its start", changed("pitm", -4, 0, 0, 0, 4), DAMAGED),
    hostile("a box longer than the file", changed("pitm", -4, 127, 0, 0, 4), CUT_OFF),
    hostile("a picture that is not there", changed("pitm", 8, 0, 9), DAMAGED),
    hostile("20,001 boxes", meta(many), TOO_MANY),
    hostile("20,001 boxes in a row", join(start, many), TOO_MANY),
    hostile("4 thousand million properties", changed("ipma", 8, 255, 255, 255, 255), TOO_MANY),
    hostile(
      "a picture of an unknown kind",
      heifContainer({
        brands: [brand],
        items: [{ type: "mski", data: bytes(), properties: [fullBox("ispe", 0, u32(9), u32(9))] }],
        primary: 1,
      }),
      /^This kind of (HEIC|AVIF) is not supported$/,
    ),
    hostile(
      "an endless animation",
      heifFile(picture, { others: [pictureTrack(0xffffffff)] }),
      /over 20,000 frames/,
    ),
  ];
}
