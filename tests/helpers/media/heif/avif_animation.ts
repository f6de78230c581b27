import type { Image } from "imagescript";
import { ascii, bytes, type File, join, u16, u32 } from "../picture_bytes.ts";
import { CANARY, exifBlock } from "../picture_exif.ts";
import { box, fullBox } from "./heif_boxes.ts";
import { av1, type Coded, heifFile, type HeifOptions } from "./heif_files.ts";

const SCALE = 10;
/** Version, flags and the times of creation and of change. */
const TIMES = join(bytes(0, 0, 0, 7), ascii("CANARY-T"));
const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32);
/** A text between the frames, which no table points to. */
const GAP = ascii(CANARY);

/** Returns an animated AVIF with every frame in full, and with metadata in each place for them. */
export async function animatedAvif(
  pictures: readonly Image[],
  options: HeifOptions & { claimed?: number } = {},
): Promise<{ file: File; frames: File[] }> {
  const coded = await Promise.all(pictures.map(av1));
  const frames = coded.map(({ data }) => data);
  // Two frames in the first chunk, one in each of the others.
  const chunks = [join(...frames.slice(0, 2)), ...frames.slice(2)];
  const data = box("mdat", ...chunks.flatMap((chunk) => [GAP, chunk]));
  const make = (dataAt: number) => {
    const starts = chunks.map((_, index) =>
      dataAt + chunks.slice(0, index).reduce((sum, { length }) => sum + length, 0) +
      GAP.length * (index + 1)
    );
    return heifFile(coded[0]!, {
      brands: ["avis", "avif", "msf1", "miaf"],
      exif: exifBlock({ make: "Lumen" }),
      ...options,
      others: [movie(coded, starts, options.claimed ?? frames.length), data],
    });
  };
  const draft = make(0);
  const text = new TextDecoder("latin1").decode(draft);
  const dataAt = text.indexOf(new TextDecoder("latin1").decode(data)) + 8;
  return { file: make(dataAt), frames };
}

function movie(coded: Coded[], starts: number[], claimed: number): File {
  const [{ width, height }] = coded as [Coded];
  const length = u32(coded.length * SCALE);
  const header = join(TIMES, u32(100), length, u32(0x10000), new Uint8Array(12), ...UPRIGHT);
  const place = join(TIMES, u32(1), u32(0), length, new Uint8Array(16));
  return box(
    "moov",
    box("mvhd", header, new Uint8Array(24), u32(2)),
    box(
      "trak",
      box("tkhd", place, ...UPRIGHT, u32(width << 16), u32(height << 16)),
      box(
        "mdia",
        box("mdhd", TIMES, u32(100), length, u32(0x55c40000)),
        fullBox("hdlr", 0, u32(0), ascii("pict"), new Uint8Array(12), GAP, bytes(0)),
        box("minf", fullBox("vmhd", 1, new Uint8Array(8)), tables(coded, starts, claimed)),
      ),
      box("udta", box("name", GAP)),
    ),
    box("udta", box("©xyz", GAP)),
    fullBox("meta", 0, box("free", GAP)),
  );
}

function tables(coded: Coded[], starts: number[], claimed: number): File {
  const [{ width, height, config }] = coded as [Coded];
  const name = join(bytes(GAP.length), GAP, new Uint8Array(31 - GAP.length));
  const fields = join(new Uint8Array(24), u16(width), u16(height), new Uint8Array(14));
  const entry = box("av01", fields, name, u16(24), u16(0xffff), config, box("uuid", GAP));
  const sizes = Array.from({ length: claimed }, (_, at) => u32(coded[at]?.data.length ?? 1));
  return box(
    "stbl",
    fullBox("stsd", 0, u32(1), entry),
    fullBox("stts", 0, u32(1), u32(claimed), u32(SCALE), GAP),
    fullBox("stsc", 0, u32(2), ...[1, 2, 1, 2, 1, 1].map(u32)),
    fullBox("stsz", 0, u32(0), u32(claimed), ...sizes),
    fullBox("stco", 0, u32(starts.length), ...starts.map(u32)),
  );
}
