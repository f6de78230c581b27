import { ImageRefused } from "../../core/errors.ts";
import { type Directory, readDirectories } from "../../core/tiff_directories.ts";

/** Each part is read for itself. Scanners store a part for each row. */
const PARTS_MAX = 60_000;
/** Each JPEG needs a decoder of its own. */
const JPEG_PARTS_MAX = 4_000;
/** Colour channels, transparency and others, which are not shown. */
const SAMPLES_MAX = 5;
/** A tile may be larger than a small picture, but costs no more than a few of them. */
const SMALL_PIXELS = 1024, MARGIN_PIXELS = 16;
/** Flags of a directory that is a preview, and of one that is a mask. */
const PREVIEW = 1, MASK = 4;

/** The ways of packing the parts of a picture, by their numbers in TIFF. */
export const PACKED = {
  plain: [1],
  fax: [2, 3, 4],
  lzw: [5],
  jpeg: [7],
  deflate: [8, 32946],
  packBits: [32773],
} as const;

/** The ways of packing. */
export type Packing = keyof typeof PACKED;

/** The meaning of the numbers of a pixel. */
export type Colours = "whiteIsZero" | "grey" | "rgb" | "palette";

const COLOURS: Record<number, Colours> = { 0: "whiteIsZero", 1: "grey", 2: "rgb", 3: "palette" };
const YCBCR = 6;
const BITS: Record<Colours, readonly number[]> = {
  whiteIsZero: [1, 2, 4, 8, 16],
  grey: [1, 2, 4, 8, 16],
  rgb: [8, 16],
  palette: [1, 2, 4, 8],
};

/** The structure of the picture in a TIFF file. */
export interface TiffLayout {
  directory: Directory;
  width: number;
  height: number;
  colours: Colours;
  /** JPEG parts hold brightness and two differences of colour instead of red, green and blue. */
  isYcbcr: boolean;
  /** Bits of a number. */
  bits: number;
  /** Numbers of a pixel. */
  samples: number;
  /** Which of them is the opacity; -1: none. */
  alpha: number;
  /** Whether the colours are multiplied by the opacity. */
  isPremultiplied: boolean;
  /** Whether each sample has parts of its own. */
  isPlanar: boolean;
  packing: Packing;
  compression: number;
  isPredicted: boolean;
  isReversed: boolean;
  /** The size of a part; those at the lower edge may be lower. */
  part: { width: number; height: number };
  isTiled: boolean;
}

/** Reads the first picture that is no preview. Refuses kinds that are not supported, with names. */
export function readLayout(bytes: Uint8Array): TiffLayout {
  const directories = readDirectories(bytes);
  const directory =
    directories.find((found) => ((found.first(254) ?? 0) & (PREVIEW | MASK)) === 0) ??
      directories[0];
  if (!directory) {
    throw new ImageRefused("The TIFF file is cut off or damaged: it holds no picture");
  }
  const [width, height] = [directory.first(256) ?? 0, directory.first(257) ?? 0];
  const photometric = directory.first(262) ?? 0;
  const compression = directory.first(259) ?? 1;
  const packing = packingOf(compression);
  const isYcbcr = photometric === YCBCR && packing === "jpeg";
  const colours = isYcbcr ? "rgb" : coloursOf(photometric);
  const samples = directory.first(277) ?? 1;
  const bits = bitsOf(directory, colours, samples);
  const shown = colours === "rgb" ? 3 : 1;
  if (samples < shown || samples > SAMPLES_MAX) throw damaged();
  const extra = directory.first(338) ?? 0;
  const isPlanar = samples > 1 && directory.first(284) === 2;
  const predictor = directory.first(317) ?? 1;
  const isPredicted = predictor === 2 && (packing === "lzw" || packing === "deflate");
  if (predictor > 2 || isPredicted && bits < 8) throw rare();
  if (packing === "jpeg" && (isPlanar || samples !== shown || bits !== 8)) throw rare();
  if (packing === "fax" && (bits !== 1 || samples !== 1)) throw damaged();
  return {
    ...{
      directory,
      width,
      height,
      colours,
      isYcbcr,
      bits,
      samples,
      isPlanar,
      packing,
      compression,
    },
    alpha: samples > shown && (extra === 1 || extra === 2) ? shown : -1,
    isPremultiplied: extra === 1,
    isPredicted,
    isReversed: directory.first(266) === 2 && packing !== "jpeg",
    ...partsOf(directory, { width, height }),
  };
}

/** Returns the number of parts in a row and in all, of one sample if each has its own. */
export function countParts({ width, height, part }: TiffLayout): { across: number; all: number } {
  const across = Math.ceil(width / part.width);
  return { across, all: across * Math.ceil(height / part.height) };
}

/** Refuses a file that would need an unreasonable number of parts. */
export function checkParts(layout: TiffLayout): void {
  const count = countParts(layout).all * (layout.isPlanar ? layout.samples : 1);
  if (count > (layout.packing === "jpeg" ? JPEG_PARTS_MAX : PARTS_MAX)) {
    throw new ImageRefused("The TIFF picture is in too many parts");
  }
}

function packingOf(compression: number): Packing {
  if (compression === 6) {
    throw new ImageRefused("TIFF pictures with the old kind of JPEG inside are not supported");
  }
  const packings = Object.entries(PACKED) as [Packing, readonly number[]][];
  const found = packings.find(([, numbers]) => numbers.includes(compression));
  if (!found) throw rare();
  return found[0];
}

function coloursOf(photometric: number): Colours {
  if (photometric === 5) {
    throw new ImageRefused("TIFF pictures in the four colours of print (CMYK) are not supported");
  }
  if (photometric >= 8 && photometric <= 10) {
    throw new ImageRefused("TIFF pictures in Lab colours are not supported");
  }
  const colours = COLOURS[photometric];
  if (!colours) throw rare();
  return colours;
}

function bitsOf(directory: Directory, colours: Colours, samples: number): number {
  const bits = directory.numbers(258, SAMPLES_MAX);
  const [first = 1] = bits;
  const formats = directory.numbers(339, SAMPLES_MAX);
  if (formats.includes(3)) {
    throw new ImageRefused("TIFF pictures with floating-point numbers are not supported");
  }
  const isUneven = bits.slice(0, samples).some((other) => other !== first);
  if (isUneven || formats.some((format) => format !== 1 && format !== 4)) throw rare();
  if (!BITS[colours].includes(first)) {
    throw new ImageRefused(`TIFF pictures of ${first} bits a colour are not supported`);
  }
  return first;
}

function partsOf(
  directory: Directory,
  { width, height }: { width: number; height: number },
): Pick<TiffLayout, "part" | "isTiled"> {
  const tile = { width: directory.first(322) ?? 0, height: directory.first(323) ?? 0 };
  const isTiled = tile.width > 0 && tile.height > 0;
  const isLarge = (side: number, whole: number) =>
    side > Math.max(SMALL_PIXELS, whole + MARGIN_PIXELS);
  if (isLarge(tile.width, width) || isLarge(tile.height, height)) throw damaged();
  const rows = directory.first(278) ?? 0;
  const strip = { width, height: rows > 0 ? Math.min(rows, height) : height };
  return { part: isTiled ? tile : strip, isTiled };
}

function damaged(): ImageRefused {
  return new ImageRefused("The TIFF picture is damaged");
}

function rare(): ImageRefused {
  return new ImageRefused("This rare kind of TIFF is not supported");
}
