import { to } from "../../actors/runtime/actor.ts";
import { type Assembled, feedActor, type FeedState } from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import { listHomeFeed, markActive } from "../../db/feeds/feed.ts";
import type { Relations } from "../../db/people/relations.ts";
import { FIRST_ID } from "../../domain/ids.ts";
import { FEED_ACTIVE_DAYS, FEED_KEPT } from "../../domain/limits.ts";

const HOUR_MS = 60 * 60 * 1000;
// One day less than the time for which fan-outs write to the feed of an inactive reader.
const ASSEMBLED_FOR_MS = (FEED_ACTIVE_DAYS - 1) * 24 * HOUR_MS;
const ENTRIES_PER_COMMIT = 200;

const assembling = new WeakMap<Context, Map<string, Promise<void>>>();

/** Returns, in milliseconds since 1970, when a reader with complete rows is marked active again. */
export const activeUntil = ({ assembled }: FeedState) => (assembled?.activeAt ?? 0) + HOUR_MS;

/** Makes sure that the reader's rows are complete, and that new posts keep arriving. */
export async function ensureAssembled(ctx: Context, relations: Relations): Promise<void> {
  const { assembled } = await ctx.actors.state(feedActor, relations.userId);
  const age = assembled?.followsRev === relations.followsRev
    ? Date.now() - assembled.activeAt
    : Infinity;
  if (age < HOUR_MS) return;
  const running = assembling.get(ctx) ?? new Map<string, Promise<void>>();
  assembling.set(ctx, running);
  const begun = running.get(relations.userId) ??
    assemble(ctx, relations, age < ASSEMBLED_FOR_MS ? assembled : null)
      .finally(() => running.delete(relations.userId));
  running.set(relations.userId, begun);
  await begun;
}

/** Writes the rows of a feed from Postgres, unless they are complete for its owner's follows. */
export async function assemble(
  ctx: Context,
  { userId, followsRev }: Relations,
  complete: Assembled | null,
): Promise<void> {
  const activeAt = Date.now();
  // This comes first: later posts are then fanned out to this feed, earlier ones are read below.
  await markActive(ctx.sql, userId);
  const entries = complete !== null ? [] : await listHomeFeed(ctx.sql, userId, null, FEED_KEPT);
  for (let from = 0; from < entries.length; from += ENTRIES_PER_COMMIT) {
    const part = entries.slice(from, from + ENTRIES_PER_COMMIT);
    const message = { type: "assembling", entries: part } as const;
    await ctx.actors.send({ envelopes: [to(feedActor, userId, message)], log: [] });
  }
  const last = entries.length < FEED_KEPT ? FIRST_ID : entries.at(-1)!.sortId;
  const assembled = { followsRev, activeAt, oldest: complete?.oldest ?? last };
  const done = { type: "assembled", assembled } as const;
  await ctx.actors.send({ envelopes: [to(feedActor, userId, done)], log: [] });
}
