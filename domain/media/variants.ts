import { type Variant, VARIANT_NAMES, type VariantName } from "./media.ts";

/** Names of the variants that show the whole picture, from small to large. */
export const WHOLE_NAMES = ["small", "medium", "wide", "large"] as const satisfies VariantName[];

/** Types in the codes of variants, so new types come last. Code 0 is the first file of a name. */
const TYPES = ["", "image/jpeg", "image/webp", "image/avif", "image/png", "image/gif", "video/mp4"];
/** The number of names that codes have room for. */
const NAMES_MAX = 32;

/** Any form of a variant. */
type Named = Pick<Variant, "name">;
type Typed = Pick<Variant, "name" | "contentType">;

/**
 * Returns the variant of this name that every client can show, if there is one. It stands before
 * smaller files of the same name.
 */
export function variantNamed<V extends Named>(
  variants: readonly V[] | null | undefined,
  name: VariantName,
): V | undefined {
  return variants?.find((variant) => variant.name === name);
}

/** Returns the variants that show the whole picture to every client, from small to large. */
export function wholeVariants<V extends Named>(variants: readonly V[]): V[] {
  return WHOLE_NAMES.flatMap((name) => variantNamed(variants, name) ?? []);
}

/** Returns the number, of one byte, that names a variant in tokens. */
export function variantCode({ name, contentType }: Typed): number {
  return VARIANT_NAMES.indexOf(name) + NAMES_MAX * Math.max(0, TYPES.indexOf(contentType));
}

/** Returns the variant with this code. Without a type, a code names the first of its name. */
export function variantWithCode<V extends Typed>(
  variants: readonly V[],
  code: number,
): V | undefined {
  const name = VARIANT_NAMES[code % NAMES_MAX];
  const type = TYPES[Math.floor(code / NAMES_MAX)];
  return variants.find((one) => one.name === name && (type === "" || one.contentType === type));
}
