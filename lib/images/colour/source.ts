import type { ColourSource } from "../core/picture.ts";
import { chromaticitiesOf, curveOfTransfer, HLG, PQ } from "./cicp.ts";
import { curveOf } from "./curves.ts";
import { plainProfile } from "./plain_profile.ts";
import { type Chromaticities, SRGB_CHROMATICITIES, toLinearSrgb, toXyz } from "./primaries.ts";
import { hasTable, readProfile, readShaper, type Space } from "./profile.ts";
import { changesNothing, type Shaper, SRGB_CURVE } from "./shaper.ts";

/** Programs write this exponent for sRGB, whose curve is close to it. */
const SRGB_GAMMA = 0.45455;

/**
 * Returns the part of a file's claims by which its colours are converted. A profile is rebuilt from
 * its numbers. Returns nothing for sRGB, and for claims that browsers ignore: a broken profile, or
 * one of another space than the picture.
 */
export function colourSource(
  claims: ColourSource,
  spaces: readonly Space[] = ["RGB "],
): ColourSource | undefined {
  const profile = claims.profile && readProfile(claims.profile);
  if (profile && spaces.includes(profile.space)) {
    const read = hasTable(profile) ? null : readShaper(profile);
    const plain = read && changesNothing(read.shaper) ? null : plainProfile(profile);
    return plain ? { profile: plain } : undefined;
  }
  const { cicp, gamma, chromaticities } = claims;
  const numbers = cicp ? { cicp } : {
    ...(gamma === undefined ? {} : { gamma }),
    ...(chromaticities === undefined ? {} : { chromaticities }),
  };
  if (cicp && isHighRange(cicp.transfer)) return numbers;
  const shaper = shaperOf(numbers);
  return shaper && !changesNothing(shaper) ? numbers : undefined;
}

/** Returns whether light may be brighter than white paper. */
export function isHighRange(transfer: number): boolean {
  return transfer === PQ || transfer === HLG;
}

/** Returns curves and matrix for code points, or for gamma and primaries. Null if there are none. */
export function shaperOf({ cicp, gamma, chromaticities }: ColourSource): Shaper | null {
  if (cicp) return shaper(chromaticitiesOf(cicp.primaries), curveOfTransfer(cicp.transfer));
  if (gamma === undefined && chromaticities === undefined) return null;
  const primaries = chromaticities ?? SRGB_CHROMATICITIES;
  const isSrgb = gamma === undefined ||
    Math.abs(gamma - SRGB_GAMMA) < 0.01 && isNearSrgb(primaries);
  return shaper(primaries, isSrgb ? SRGB_CURVE : curveOf((value) => value ** (1 / gamma)));
}

function shaper(primaries: Chromaticities, curve: Shaper["curves"][0]): Shaper | null {
  const matrix = toLinearSrgb(toXyz(primaries));
  return matrix.every(Number.isFinite) ? { curves: [curve, curve, curve], matrix } : null;
}

function isNearSrgb(primaries: Chromaticities): boolean {
  return primaries.every((value, at) => Math.abs(value - SRGB_CHROMATICITIES[at]!) < 0.002);
}
