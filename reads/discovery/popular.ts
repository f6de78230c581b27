import type { Reading } from "../../context/cache/reading.ts";
import type { Context } from "../../context/mod.ts";
import type { Head } from "../../db/discovery/epochs.ts";
import { listHot, listMostLiked, type PopularPlace } from "../../db/discovery/popular_posts.ts";
import type { PostFilters } from "../../db/discovery/public_posts.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Epoch } from "../../domain/posts/popularity.ts";
import type { Skeleton } from "../posts/fill_page.ts";

/** A place in an epoch, as cursors contain it. */
interface Place {
  epoch: number;
  score: number;
  sortId: string;
}

/** Returns the posts that fit the filters, most liked first, as they were in one epoch. */
export async function mostLiked(
  ctx: Context,
  viewerId: UserId | null,
  filters: PostFilters,
  place: string | null,
): Promise<Skeleton> {
  const { epoch } = await epochOf(ctx, place);
  return skeletonOf(
    epoch,
    place,
    (before, limit) =>
      ctx.others.read(
        [viewerId, String(epoch)],
        (sql) => listMostLiked(sql, epoch, filters, before, limit),
      ),
  );
}

/** Returns the hottest posts first, as they were in one epoch. */
export async function hottest(
  ctx: Context,
  reading: Reading,
  place: string | null,
): Promise<Skeleton> {
  const now = reading.dependOn(ctx.epochs, await epochOf(ctx, place));
  const head = await (place === null ? ctx.epochs.head(now) : ctx.epochs.knownHead(now));
  const next = async (before: Place | null, limit: number) =>
    (head && fromHead(head, before, limit)) ??
      await ctx.others.read(
        [String(now.epoch)],
        (sql) => listHot(sql, now.epoch, before, limit),
      );
  return skeletonOf(now.epoch, place, next);
}

/** Returns the epoch of a walk. A walk whose epoch was deleted goes on in the newest one. */
function epochOf(ctx: Context, place: string | null): Promise<Epoch> {
  return place === null ? ctx.epochs.newest() : ctx.epochs.findOrNewest(parse(place).epoch);
}

function skeletonOf(
  epoch: number,
  before: string | null,
  next: (before: Place | null, limit: number) => Promise<PopularPlace[]>,
): Skeleton {
  return {
    before,
    async next(place, limit) {
      const entries = await next(place === null ? null : parse(place), limit);
      return entries.map(({ postId, authorId, score, sortId }) => ({
        postId,
        authorId,
        sortId: `${epoch} ${score} ${sortId}`,
      }));
    },
  };
}

function parse(place: string): Place {
  const [epoch, score, sortId] = place.split(" ");
  return { epoch: Number(epoch), score: Number(score), sortId: sortId! };
}

/** Returns the next places from memory, or null if memory does not reach far enough. */
function fromHead({ places }: Head, before: Place | null, limit: number): PopularPlace[] | null {
  const from = before === null
    ? 0
    : places.findIndex(({ score, sortId }) =>
      score < before.score || score === before.score && sortId < before.sortId
    );
  return from === -1 || from + limit > places.length ? null : places.slice(from, from + limit);
}
