import type { Context } from "../../context/mod.ts";
import { announceObjects, type MediaWork, type StoredVariants } from "../../db/media/processing.ts";
import { newObjectPrefix, type Placement, type Variant } from "../../domain/media/media.ts";
import { extensionOf, type ImageVariant } from "../../lib/images/mod.ts";

const CACHE_CONTROL: Record<Placement, string> = {
  public: "public, max-age=2592000, immutable",
  private: "private, max-age=2592000, immutable",
};

/**
 * Writes the variants of a picture to the placement for its audience; the original is always
 * private. Each attempt has keys of its own: one that was taken over, and still writes, brings no
 * deleted object back. Only the first has those that were announced with the upload. Throws
 * {@link LeaseLost} when `lost` aborts.
 */
export async function storeVariants(
  ctx: Context,
  work: MediaWork,
  made: readonly ImageVariant[],
  lost: AbortSignal,
): Promise<StoredVariants> {
  const placement = work.wantedPlacement;
  const isAnnounced = work.attempts === 1 && work.objectPrefix.startsWith(`${placement}/`);
  const objectPrefix = isAnnounced ? work.objectPrefix : newObjectPrefix(placement);
  const originalPrefix = newObjectPrefix("private");
  const variants = made.map(({ bytes, ...variant }) => ({
    ...variant,
    key: keyOf(variant.name === "original" ? originalPrefix : objectPrefix, variant),
    bytes: bytes.length,
  }));
  await announceObjects(ctx.sql, work, variants.map((variant) => variant.key));
  for (const [index, { bytes }] of made.entries()) {
    await put(ctx, variants[index]!, bytes, lost);
  }
  return { objectPrefix, placement, variants };
}

/**
 * Copies all variants except the original to the placement for the present audience. Throws
 * {@link LeaseLost} when `lost` aborts.
 */
export async function copyVariants(
  ctx: Context,
  work: MediaWork,
  lost: AbortSignal,
): Promise<StoredVariants> {
  const placement = work.wantedPlacement;
  const objectPrefix = newObjectPrefix(placement);
  const moved = work.variants.filter((variant) => variant.name !== "original");
  const copies = moved.map((variant) => ({ ...variant, key: keyOf(objectPrefix, variant) }));
  await announceObjects(ctx.sql, work, copies.map((variant) => variant.key));
  for (const [index, copy] of copies.entries()) {
    // Not copied inside storage: that would preserve the old cache lifetime.
    const bytes = await ctx.storage.get(moved[index]!.key, copy.bytes);
    if (bytes === null) throw new Error("A variant is not in storage");
    await put(ctx, copy, bytes, lost);
  }
  const originals = work.variants.filter((variant) => variant.name === "original");
  return { objectPrefix, placement, variants: [...copies, ...originals] };
}

function keyOf(prefix: string, { name, contentType }: Pick<Variant, "name" | "contentType">) {
  return `${prefix}/${name}.${extensionOf(contentType)}`;
}

async function put(
  ctx: Context,
  variant: Variant,
  bytes: Uint8Array<ArrayBuffer>,
  lost: AbortSignal,
): Promise<void> {
  lost.throwIfAborted();
  const placement = variant.key.startsWith("public/") ? "public" : "private";
  await ctx.storage.put(variant.key, bytes, {
    contentType: variant.contentType,
    cacheControl: CACHE_CONTROL[placement],
  });
}
