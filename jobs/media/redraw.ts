import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { wantAvif } from "../../db/media/avif.ts";
import { finishEdit } from "../../db/media/processing.ts";
import { publishReadyPosts } from "../../db/posts/publication.ts";
import { transact } from "../../db/transact.ts";
import { ImageRefused } from "../../lib/images/mod.ts";
import { storeVariants } from "./store_variants.ts";
import type { Outcome } from "./work.ts";

/** Makes the variants of a ready picture anew from its original, as its owner has edited it. */
export async function redraw(ctx: Context, work: MediaWork, lost: AbortSignal): Promise<Outcome> {
  const original = work.variants.find(({ name }) => name === "original");
  const bytes = original && await ctx.storage.get(original.key, original.bytes);
  if (!original || !bytes) throw new Error("The original is not in storage");
  const image = await ctx.images.process(bytes, {
    declaredType: original.contentType,
    edit: work.edit,
  }).catch(rejectAsTemporary);
  const files = image.variants.filter(({ name }) => name !== "original");
  const stored = await storeVariants(ctx, work, { files }, lost);
  await transact(ctx.db, async (tx) => {
    const variants = [...stored.variants, original];
    await finishEdit(tx, work, image, { ...stored, variants });
    if (ctx.config.AVIF_VARIANTS === "on") await wantAvif(tx.sql, work.id);
    await publishReadyPosts(tx, [work.id]);
  });
  return "moved";
}

/** A ready picture does not fail because its format is switched off: the edit waits. */
function rejectAsTemporary(error: unknown): never {
  throw error instanceof ImageRefused ? new Error(error.message, { cause: error }) : error;
}
