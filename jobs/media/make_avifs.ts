import type { Context } from "../../context/mod.ts";
import {
  announceAvifs,
  type AvifWork,
  finishAvif,
  returnAvifTry,
  takeForAvif,
} from "../../db/media/avif.ts";
import { isDown } from "../../db/sql.ts";
import { transact } from "../../db/transact.ts";
import { newObjectPrefix, type Variant } from "../../domain/media/media.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { AppError } from "../../lib/errors.ts";
import type { ImageVariant } from "../../lib/images/mod.ts";
import type { Job } from "../runtime/job.ts";
import { propertiesOf } from "./objects.ts";
import { keyOf } from "./store_variants.ts";

/** A run takes no further picture after this, so that the schedule finds it done. */
const RUN_MS = 40_000;
/** An AVIF file is at most this share of the smallest other file of its size. */
const SHARE_MAX = 0.95;

/**
 * Makes AVIF files of ready pictures, one at a time, while nothing else waits. A picture that fails
 * three times keeps the files that it has.
 */
export const makeAvifs: Job = {
  name: "make_avifs",
  summary: "Makes AVIF files of ready pictures while no other media wait",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const counts = { made: 0, larger: 0, failed: 0 };
    if (ctx.config.AVIF_VARIANTS === "off") return counts;
    const endsAt = performance.now() + RUN_MS;
    while (!signal.aborted && performance.now() < endsAt) {
      const work = await takeForAvif(ctx.sql);
      if (work === null) break;
      counts[await makeFor(ctx, work, signal)]++;
    }
    return counts;
  },
};

async function makeFor(
  ctx: Context,
  work: AvifWork,
  signal: AbortSignal,
): Promise<"made" | "larger" | "failed"> {
  try {
    const smaller = (await encode(ctx, work)).filter((file) => isSmaller(file, work.variants));
    const isKept = await store(ctx, work, smaller);
    if (!isKept) return "failed";
    return smaller.length > 0 ? "made" : "larger";
  } catch (error) {
    const isDownNow = isDown(error) || error instanceof AppError && error.code === "unavailable";
    if (signal.aborted || isDownNow) {
      await returnAvifTry(ctx.sql, work);
      throw error;
    }
    ctx.log.warn("a picture gets no AVIF files yet", { mediaId: work.id, error });
    return "failed";
  }
}

/** Encodes from the original, which has all pixels and no loss of a variant. */
async function encode(ctx: Context, { variants, edit }: AvifWork): Promise<ImageVariant[]> {
  const original = variantNamed(variants, "original");
  const bytes = original && await ctx.storage.get(original.key, original.bytes);
  if (!bytes) throw new Error("The original is not in storage");
  return await ctx.images.makeAvifs(bytes, edit);
}

function isSmaller({ name, bytes }: ImageVariant, others: readonly Variant[]): boolean {
  const sizes = others.filter((other) => other.name === name).map((other) => other.bytes);
  return bytes.length <= Math.min(...sizes) * SHARE_MAX;
}

/** Stores the files under keys of their own, so that a late worker brings no deleted object back. */
async function store(
  ctx: Context,
  work: AvifWork,
  files: readonly ImageVariant[],
): Promise<boolean> {
  const prefix = newObjectPrefix(work.placement);
  const made = files.map(({ bytes, ...file }): Variant => ({
    ...file,
    key: keyOf(prefix, file),
    bytes: bytes.length,
  }));
  const keys = made.map(({ key }) => key);
  await announceAvifs(ctx.sql, keys);
  for (const [index, { bytes }] of files.entries()) {
    await ctx.storage.put(keys[index]!, bytes, propertiesOf(made[index]!));
  }
  const variants = [...work.variants, ...made];
  return await transact(ctx.db, (tx) => finishAvif(tx, work, { variants, keys }));
}
