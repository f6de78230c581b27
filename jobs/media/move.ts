import { publishReadyPosts } from "../../db/posts/publication.ts";
import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { finishMove } from "../../db/media/processing.ts";
import { transact } from "../../db/transact.ts";
import { copyVariants } from "./store_variants.ts";
import type { Outcome } from "./work.ts";

/** Moves a ready picture or video to the placement that its audience needs. */
export async function move(ctx: Context, work: MediaWork, lost: AbortSignal): Promise<Outcome> {
  const stored = await copyVariants(ctx, work, lost);
  await transact(ctx.db, async (tx) => {
    await finishMove(tx, work, stored);
    await publishReadyPosts(tx, [work.id]);
  });
  return "moved";
}
