import { failPostsWith, publishReadyPosts } from "../../db/posts/publication.ts";
import type { Context } from "../../context/mod.ts";
import {
  claimMedia,
  failMedia,
  finishMedia,
  finishMove,
  holdMedia,
  type MediaWork,
  retryMedia,
} from "../../db/media/processing.ts";
import { LeaseLost } from "../../db/outbox/leases.ts";
import { isDown } from "../../db/sql.ts";
import { transact } from "../../db/transact.ts";
import { MEDIA_TRIES_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { ImageRefused } from "../../lib/images/mod.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { deleteStaleObjects } from "./delete_stale_objects.ts";
import type { Job } from "../runtime/job.ts";
import { whileLeased } from "../runtime/lease.ts";
import { copyVariants, storeVariants } from "./store_variants.ts";

/** The pause after the first failed attempt, and after every later one. */
const RETRY_SECONDS = [5, 30];
const GIVEN_UP = "The picture could not be processed";

const KINDS: readonly [MediaWork["status"], MediaWork["status"]] = ["ready", "processing"];

type Outcome = "ready" | "moved" | "failed" | "retried" | "lost";

/**
 * Makes variants of uploaded pictures, and moves pictures to the placement that their audience
 * needs.
 */
export const processMedia: Job = {
  name: "process_media",
  summary:
    "Makes variants of uploaded pictures, and moves pictures where their audience needs them",
  schedule: "* * * * *",
  work: "media",
  async run(ctx, signal) {
    const counts: Record<Outcome, number> = { ready: 0, moved: 0, failed: 0, retried: 0, lost: 0 };
    const workers = Array.from({ length: ctx.config.MEDIA_WORKERS }, async () => {
      // New pictures and moves take turns, so neither waits for all of the other.
      let [first, second] = KINDS;
      while (!signal.aborted) {
        const work = await claimMedia(ctx.sql, first) ?? await claimMedia(ctx.sql, second);
        if (work === null) return;
        [first, second] = [second, first];
        counts[await workOn(ctx, work, signal)]++;
      }
    });
    for (const worker of await Promise.allSettled(workers)) {
      if (worker.status === "rejected") throw worker.reason;
    }
    // Ends old addresses of moved pictures now, instead of at the next clean-up.
    if (counts.moved > 0) await deleteStaleObjects.run(ctx, signal);
    return counts;
  },
};

async function workOn(ctx: Context, work: MediaWork, signal: AbortSignal): Promise<Outcome> {
  try {
    const run = work.status === "ready" ? move : process;
    return await whileLeased(() => holdMedia(ctx.sql, work), (lost) => run(ctx, work, lost));
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    // A stopping program, or storage that is down, is not the picture's fault.
    const isCounted = !signal.aborted && !isUnavailable(error);
    // The lease ends by itself.
    if (isCounted && isDown(error)) throw error;
    return await putBack(ctx, work, { error, isCounted });
  }
}

async function process(ctx: Context, work: MediaWork, lost: AbortSignal): Promise<Outcome> {
  try {
    // The last attempt ended without a result.
    if (work.attempts > MEDIA_TRIES_MAX) throw new ImageRefused(GIVEN_UP);
    const upload = await readUpload(ctx, work);
    const image = await ctx.images.process(upload, { declaredType: work.declaredType });
    const stored = await storeVariants(ctx, work, image.variants, lost);
    await transact(ctx.db, async (tx) => {
      await finishMedia(tx, work, image, stored);
      await publishReadyPosts(tx, [work.id]);
    });
    return "ready";
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    await giveUp(ctx, work, error.message);
    return "failed";
  }
}

/** Reads the upload once: these bytes are checked, and all variants are made from them. */
async function readUpload(ctx: Context, work: MediaWork): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await ctx.storage.get(work.uploadKey, ctx.config.MAX_UPLOAD_BYTES);
  if (bytes === null) throw new ImageRefused("The upload is not there any more");
  if (bytes.length !== work.declaredBytes) {
    throw new ImageRefused(
      `The upload has ${bytes.length} bytes, but ${work.declaredBytes} were announced`,
    );
  }
  if (work.sha256 !== null && sha256(bytes).toHex() !== work.sha256) {
    throw new ImageRefused("The upload does not have the checksum that was announced");
  }
  return bytes;
}

async function move(ctx: Context, work: MediaWork, lost: AbortSignal): Promise<Outcome> {
  const stored = await copyVariants(ctx, work, lost);
  await transact(ctx.db, async (tx) => {
    await finishMove(tx, work, stored);
    await publishReadyPosts(tx, [work.id]);
  });
  return "moved";
}

async function putBack(
  ctx: Context,
  work: MediaWork,
  { error, isCounted }: { error: unknown; isCounted: boolean },
): Promise<Outcome> {
  const { id: mediaId, attempts } = work;
  ctx.log.warn("a picture has to be tried again", { mediaId, attempts, error });
  if (work.status === "processing" && attempts >= MEDIA_TRIES_MAX && isCounted) {
    await giveUp(ctx, work, GIVEN_UP);
    return "failed";
  }
  const afterSeconds = isCounted ? RETRY_SECONDS[attempts - 1] : undefined;
  const last = RETRY_SECONDS.at(-1)!;
  await retryMedia(ctx.sql, work, { afterSeconds: afterSeconds ?? last, isCounted });
  return "retried";
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === "unavailable";
}

/** Records that a picture will never be ready, and fails the posts that wait for it. */
async function giveUp(ctx: Context, work: MediaWork, reason: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await failMedia(tx, work, reason);
    await failPostsWith(tx, work.id);
  });
}
