import { publishReadyPosts } from "../../db/posts/publication.ts";
import type { Context } from "../../context/mod.ts";
import { wantAvif } from "../../db/media/avif.ts";
import { claimMedia, type MediaWork } from "../../db/media/claims.ts";
import { finishMedia } from "../../db/media/processing.ts";
import { transact } from "../../db/transact.ts";
import type { Job } from "../runtime/job.ts";
import { deleteStaleObjects } from "./delete_stale_objects.ts";
import { gifMovie } from "./gif_movie.ts";
import { move } from "./move.ts";
import { redraw } from "./redraw.ts";
import { storeVariants } from "./store_variants.ts";
import { readUpload } from "./uploads.ts";
import { type Outcome, workOff } from "./work.ts";

/**
 * Makes variants of uploaded pictures, and moves pictures to the placement that their audience
 * needs. Videos have jobs of their own.
 */
export const processMedia: Job = {
  name: "process_media",
  summary:
    "Makes variants of uploaded pictures, and moves pictures where their audience needs them",
  schedule: "* * * * *",
  work: "media",
  async run(ctx, signal) {
    const counts = await workOff(ctx, signal, {
      workers: ctx.config.MEDIA_WORKERS,
      claims: () => newAndMoved(ctx),
      run: (work, lost) => stepOf(work)(ctx, work, lost),
    });
    // Ends old addresses of moved pictures now, instead of at the next clean-up.
    if (counts.moved > 0) await deleteStaleObjects.run(ctx, signal);
    return counts;
  },
};

/** Returns what is to be done with a picture. */
function stepOf({ status, isEditWanted }: MediaWork) {
  if (status === "processing") return process;
  return isEditWanted ? redraw : move;
}

/** Takes new pictures and moves in turns, so neither waits for all of the other. */
function newAndMoved({ sql }: Context): () => Promise<MediaWork | null> {
  let [first, second]: MediaWork["status"][] = ["ready", "processing"];
  const claim = (status: MediaWork["status"]) => claimMedia(sql, { status, isVideo: false });
  return async () => {
    const work = await claim(first!) ?? await claim(second!);
    [first, second] = [second, first];
    return work;
  };
}

async function process(ctx: Context, work: MediaWork, lost: AbortSignal): Promise<Outcome> {
  const upload = await readUpload(ctx, work);
  const image = await ctx.images.process(upload, {
    declaredType: work.declaredType,
    edit: work.edit,
  });
  await using folder = ctx.videos.canTranscode && image.kind === "gif"
    ? await ctx.videos.folders.make()
    : null;
  const movie = folder && await gifMovie(ctx, image, folder, lost);
  const files = [...image.variants, ...movie ? [movie] : []];
  const stored = await storeVariants(ctx, work, { files }, lost);
  await transact(ctx.db, async (tx) => {
    await finishMedia(tx, work, image, stored);
    if (ctx.config.AVIF_VARIANTS === "on") await wantAvif(tx.sql, work.id);
    await publishReadyPosts(tx, [work.id]);
  });
  return "ready";
}
