import { failPostsWith } from "../../db/posts/publication.ts";
import type { Context } from "../../context/mod.ts";
import { holdMedia, type MediaWork, retryMedia } from "../../db/media/claims.ts";
import { failMedia } from "../../db/media/processing.ts";
import { LeaseLost } from "../../db/outbox/leases.ts";
import { isDown } from "../../db/sql.ts";
import { transact } from "../../db/transact.ts";
import { MEDIA_TRIES_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { ImageRefused } from "../../lib/images/mod.ts";
import { VideoRefused } from "../../lib/video/core/errors.ts";
import { whileLeased } from "../runtime/lease.ts";

/** The pause after the first failed attempt, and after every later one. */
const RETRY_SECONDS = [5, 30];

/** How the work on a file has ended; "lost" if another worker has taken it over. */
export type Outcome = "ready" | "moved" | "failed" | "retried" | "lost";
/** How many files have ended how. */
export type Outcomes = Record<Outcome, number>;
/** The outcomes of no work. */
export const NONE: Outcomes = { ready: 0, moved: 0, failed: 0, retried: 0, lost: 0 };

/** Work on the files of one or more queues. */
export interface Workshop {
  /** Files at once. */
  workers: number;
  /** Returns how one worker takes its files, one after another; null if none waits. */
  claims(): () => Promise<MediaWork | null>;
  /** Does the work. `lost` aborts when another worker has taken the file over. */
  run(work: MediaWork, lost: AbortSignal): Promise<Outcome>;
}

/** Works on files until none waits or the signal aborts. */
export async function workOff(
  ctx: Context,
  signal: AbortSignal,
  { workers, claims, run }: Workshop,
): Promise<Outcomes> {
  const counts = { ...NONE };
  const working = Array.from({ length: workers }, async () => {
    const claim = claims();
    while (!signal.aborted) {
      const work = await claim();
      if (work === null) return;
      counts[await workOn(ctx, work, signal, run)]++;
    }
  });
  for (const worker of await Promise.allSettled(working)) {
    if (worker.status === "rejected") throw worker.reason;
  }
  return counts;
}

/** Adds the outcomes of two workers. */
export function sumOf(one: Outcomes, other: Outcomes): Outcomes {
  const names = Object.keys(NONE) as Outcome[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as Outcomes;
}

async function workOn(
  ctx: Context,
  work: MediaWork,
  signal: AbortSignal,
  run: Workshop["run"],
): Promise<Outcome> {
  try {
    return await whileLeased(() => holdMedia(ctx.sql, work), async (lost) => {
      try {
        // The last attempt ended without a result.
        const isOver = work.status === "processing" && work.attempts > MEDIA_TRIES_MAX;
        return isOver ? await giveUp(ctx, work, reasonOf(work)) : await run(work, lost);
      } catch (error) {
        // A failure that follows from the loss is none.
        lost.throwIfAborted();
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    if (error instanceof ImageRefused || error instanceof VideoRefused) {
      return await giveUp(ctx, work, error.message);
    }
    // A stopping program, or storage that is down, is not the file's fault.
    const isCounted = !signal.aborted && !isUnavailable(error);
    // The lease ends by itself.
    if (isCounted && isDown(error)) throw error;
    return await putBack(ctx, work, { error, isCounted });
  }
}

async function putBack(
  ctx: Context,
  work: MediaWork,
  { error, isCounted }: { error: unknown; isCounted: boolean },
): Promise<Outcome> {
  const { id: mediaId, attempts } = work;
  ctx.log.warn("a picture or video has to be tried again", { mediaId, attempts, error });
  if (work.status === "processing" && attempts >= MEDIA_TRIES_MAX && isCounted) {
    return await giveUp(ctx, work, reasonOf(work));
  }
  const afterSeconds = isCounted ? RETRY_SECONDS[attempts - 1] : undefined;
  const last = RETRY_SECONDS.at(-1)!;
  await retryMedia(ctx.sql, work, { afterSeconds: afterSeconds ?? last, isCounted });
  return "retried";
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === "unavailable";
}

function reasonOf({ isVideo }: MediaWork): string {
  return `The ${isVideo ? "video" : "picture"} could not be processed`;
}

/** Records that a file will never be ready, and fails the posts that wait for it. */
async function giveUp(ctx: Context, work: MediaWork, reason: string): Promise<Outcome> {
  try {
    await transact(ctx.db, async (tx) => {
      await failMedia(tx, work, reason);
      await failPostsWith(tx, work.id);
    });
    return "failed";
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    throw error;
  }
}
