import type { Bitmap } from "../core/bitmap.ts";
import type { ColourSource } from "../core/picture.ts";
import { chromaticitiesOf } from "./cicp.ts";
import { compress } from "./high_range.ts";
import { mixInks } from "./inks.ts";
import { toLinearSrgb, toXyz } from "./primaries.ts";
import { hasTable, readProfile, readShaper } from "./profile.ts";
import { changesNothing, shape, type Shaper } from "./shaper.ts";
import { isHighRange, shaperOf } from "./source.ts";
import { openTables } from "./tables.ts";

/** Converts a picture's colours to sRGB, in place. */
export type Convert = (bitmap: Bitmap) => void;

/** Opens the conversion of one picture. Unreadable claims about colour mean sRGB, as in browsers. */
export async function openConverter(colour: ColourSource = {}): Promise<Convert> {
  const byProfile = await openProfile(colour);
  if (!colour.inks) return byProfile ?? openNumbers(colour);
  const convert = byProfile ?? mixInks;
  return (bitmap) => {
    convert(bitmap);
    // The place of the fourth ink.
    for (let at = 3; at < bitmap.bitmap.length; at += 4) bitmap.bitmap[at] = 255;
  };
}

/** Returns null if there is no profile that fits. */
async function openProfile(colour: ColourSource): Promise<Convert | null> {
  const profile = colour.profile && readProfile(colour.profile);
  if (!profile || (profile.space === "CMYK") !== (colour.inks ?? false)) return null;
  const shaper = hasTable(profile) ? null : readShaper(profile)?.shaper;
  return shaper ? shaping(shaper) : await openTables(profile.bytes, profile.space);
}

function openNumbers(colour: ColourSource): Convert {
  const { cicp } = colour;
  if (!cicp || !isHighRange(cicp.transfer)) return shaping(shaperOf(colour));
  const matrix = toLinearSrgb(toXyz(chromaticitiesOf(cicp.primaries)));
  return (bitmap) => compress(bitmap, { transfer: cicp.transfer, matrix });
}

function shaping(shaper: Shaper | null): Convert {
  return shaper && !changesNothing(shaper) ? (bitmap) => shape(bitmap, shaper) : () => {};
}
