import openEncoder from "@jsquash/avif/codec/enc/avif_enc.js";
import { defaultOptions } from "@jsquash/avif/meta.js";
import type { Image } from "imagescript";
import { inflateSync } from "node:zlib";
import { contents, fileBoxes } from "../../../../lib/images/formats/heif/boxes.ts";
import { readItems } from "../../../../lib/images/formats/heif/items.ts";
import { ascii, bytes, type File, join, u16, u32 } from "../picture_bytes.ts";
import { box, fullBox, heifContainer, type HeifItem } from "./heif_boxes.ts";
import { HEVC } from "./hevc_streams.ts";

/** A picture as HEVC or AV1 codes it. */
export interface Coded {
  type: "hvc1" | "av01";
  width: number;
  height: number;
  /** The box with the decoder's settings. */
  config: File;
  data: File;
  /** Properties in front of the others. */
  properties?: File[];
}

/** The parts of a file besides its coded picture. */
export interface HeifOptions {
  /** The properties of the picture, or of the grid. */
  properties?: File[];
  /** The properties of each tile. */
  tileProperties?: File[];
  exif?: File;
  alpha?: Coded;
  /** Whether the colours were multiplied by the transparency. */
  isPremultiplied?: boolean;
  /** Other pictures in front, which the file does not show. */
  before?: Coded[];
  /** Whether the file leaves out the bits of its channels, as older programs do. */
  hidesDepths?: boolean;
  /** The size that the file claims. */
  claim?: readonly [width: number, height: number];
  brands?: string[];
  others?: File[];
}

/** Returns one of the pictures that x265 coded. */
export function hevc(name: keyof typeof HEVC): Coded {
  const { size: [width, height], config, data } = HEVC[name];
  return {
    type: "hvc1",
    width,
    height,
    config: box("hvcC", Uint8Array.fromBase64(config)),
    data: new Uint8Array(inflateSync(Uint8Array.fromBase64(data))),
  };
}

/** Codes a picture as AV1. */
export async function av1(picture: Image): Promise<Coded> {
  const file = await avif(picture);
  const items = readItems(contents(fileBoxes(file)).get("meta")!, file);
  const [item] = items.list([items.primaryId]);
  const config = item!.properties.find(({ type }) => type === "av1C")!;
  const data = items.data(items.primaryId)!.slice();
  const { width, height } = picture;
  return { type: "av01", width, height, config: box("av1C", config.bytes), data };
}

/** Returns the AVIF that libavif writes, with transparency if the picture has any. */
export async function avif({ width, height, bitmap }: Image): Promise<File> {
  const encoder = await openEncoder({ noInitialRun: true, instantiateWasm: await encoderModule() });
  const options = { ...defaultOptions, quality: 70, speed: 10 };
  return new Uint8Array(encoder.encode(new Uint8Array(bitmap.buffer), width, height, options)!);
}

/** Returns a file with one picture. */
export function heifFile(picture: Coded, options: HeifOptions = {}): File {
  const shown = itemOf(picture, options);
  return assemble(
    [],
    { ...shown, properties: [...shown.properties, ...options.properties ?? []] },
    {
      brands: picture.type === "hvc1" ? ["heic", "mif1"] : ["avif", "mif1"],
      ...options,
    },
  );
}

/** Returns a file whose picture is a grid of this many columns. Tiles reach over its edges. */
export function heifGrid(
  tiles: Coded[],
  { columns, width, height, ...options }:
    & HeifOptions
    & Record<"columns" | "width" | "height", number>,
): File {
  const [first] = tiles;
  const data = join(bytes(0, 0, tiles.length / columns - 1, columns - 1), u16(width), u16(height));
  const size = extents(options.claim ?? [width, height]);
  const told = options.hidesDepths ? [] : [depths()];
  const properties = [size, ...told, ...options.properties ?? []];
  const parts = tiles.map((tile) => {
    const item = itemOf(tile, { hidesDepths: options.hidesDepths ?? false });
    return { ...item, properties: [...item.properties, ...options.tileProperties ?? []] };
  });
  return assemble(parts, { type: "grid", data, properties }, {
    brands: first!.type === "hvc1" ? ["heic", "mif1"] : ["avif", "mif1"],
    ...options,
  });
}

/** Returns a HEIC that shows a picture made from others: `iden` is one of them, `iovl` all. */
export function heifDerived(
  type: "iden" | "iovl",
  sources: Coded[],
  { width, height, claim = [width, height], properties = [] }:
    & HeifOptions
    & Record<"width" | "height", number>,
): File {
  const places = sources.map((_, i) => join(u16(i % 2 * 64), u16((i >> 1) * 64)));
  const white = [65_535, 65_535, 65_535, 65_535].map(u16);
  const layers = join(bytes(0, 0), ...white, u16(width), u16(height), ...places);
  const data = type === "iovl" ? layers : bytes();
  const shown = { type, data, properties: [extents(claim), ...properties] };
  return assemble(sources.map((source) => itemOf(source)), shown, { brands: ["heic", "mif1"] });
}

/** Cuts out a part of this size. Its centre may lie off the middle, by fractions of a pixel. */
export function clap(
  wide: Fraction,
  high: Fraction,
  right: Fraction = [0, 1],
  below = right,
): File {
  return box("clap", ...[wide, high, right, below].flat().map((number) => u32(number >>> 0)));
}

/** Turns anticlockwise by so many quarters. */
export function irot(quarters: number): File {
  return box("irot", bytes(quarters));
}

/** Exchanges top and bottom (0), or left and right (1). */
export function imir(axis: number): File {
  return box("imir", bytes(axis));
}

/** A profile. */
export function iccColour(profile: File): File {
  return box("colr", ascii("prof"), profile);
}

/** Code points: primaries and transfer, and the matrix that x265 and libavif use by default. */
export function nclxColour(primaries: number, transfer: number): File {
  return box("colr", ascii("nclx"), ...[primaries, transfer, 6].map(u16), bytes(0x80));
}

/** Returns a track with this many pictures. */
export function pictureTrack(frames: number, handler = "pict"): File {
  const sizes = fullBox("stsz", 0, u32(100), u32(frames));
  const media = fullBox("hdlr", 0, u32(0), ascii(handler), new Uint8Array(13));
  return box("moov", box("trak", box("mdia", media, box("minf", box("stbl", sizes)))));
}

type Fraction = [above: number, below: number];

function extents([width, height]: readonly [number, number]): File {
  return fullBox("ispe", 0, u32(width), u32(height));
}

/** Three channels of 8 bits. libavif refuses a file that does not say it. */
function depths(): File {
  return fullBox("pixi", 0, bytes(3, 8, 8, 8));
}

function itemOf(
  { type, config, data, width, height, properties = [] }: Coded,
  { claim = [width, height], hidesDepths = type === "hvc1" }: HeifOptions = {},
) {
  const told = hidesDepths ? [] : [depths()];
  return { type, data, properties: [...properties, extents(claim), config, ...told] };
}

/** Puts an item behind its tiles and in front of its transparency and its EXIF. */
function assemble(
  tiles: HeifItem[],
  shown: HeifItem,
  { brands, before = [], alpha, isPremultiplied, exif, others }: HeifOptions & { brands: string[] },
): File {
  const items = [...before.map((picture) => itemOf(picture)), ...tiles, shown];
  const primary = items.length;
  const references = [];
  if (tiles.length > 0) {
    const to = tiles.map((_, index) => before.length + index + 1);
    references.push({ type: "dimg", from: primary, to });
  }
  if (alpha) {
    const kind = fullBox("auxC", 0, ascii("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"));
    const mask = itemOf(alpha);
    items.push({ ...mask, properties: [...mask.properties, kind] });
    references.push({ type: "auxl", from: items.length, to: [primary] });
    if (isPremultiplied) references.push({ type: "prem", from: primary, to: [items.length] });
  }
  if (exif) {
    items.push({ type: "Exif", data: join(u32(6), ascii("Exif\0\0"), exif) });
    references.push({ type: "cdsc", from: items.length, to: [primary] });
  }
  return heifContainer({
    brands,
    items,
    primary,
    ...references.length > 0 ? { references } : {},
    ...others ? { others } : {},
  });
}

async function encoderModule() {
  const url = import.meta.resolve("@jsquash/avif/codec/enc/avif_enc.wasm");
  const module = await WebAssembly.compile(await Deno.readFile(new URL(url)));
  return (imports: WebAssembly.Imports, use: (instance: WebAssembly.Instance) => unknown) => {
    const instance = new WebAssembly.Instance(module, imports);
    use(instance);
    return instance.exports;
  };
}
