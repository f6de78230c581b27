import { to } from "../../actors/runtime/actor.ts";
import type { Checks } from "../../actors/runtime/batch.ts";
import type { ActorSystem } from "../../actors/runtime/system.ts";
import { whileUnchanged } from "../../actors/runtime/unchanged.ts";
import {
  type Assembled,
  feedActor,
  type FeedMessage,
  type FeedState,
  unchangedFeed,
} from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import { listHomeFeed, markActive } from "../../db/feeds/feed.ts";
import type { Relations } from "../../db/people/relations.ts";
import { FIRST_ID } from "../../domain/ids.ts";
import { FEED_ACTIVE_DAYS, FEED_KEPT } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";

const HOUR_MS = 60 * 60 * 1000;
// One day less than the time for which fan-outs write to the feed of an inactive reader.
const ASSEMBLED_FOR_MS = (FEED_ACTIVE_DAYS - 1) * 24 * HOUR_MS;
const ENTRIES_PER_COMMIT = 200;

const assembling = new WeakMap<ActorSystem, Map<string, Promise<void>>>();

/** Returns, in milliseconds since 1970, when a reader with complete rows is marked active again. */
export const activeUntil = ({ assembled }: FeedState) => (assembled?.activeAt ?? 0) + HOUR_MS;

/** Makes sure that the reader's rows are complete, and that new posts keep arriving. */
export async function ensureAssembled(ctx: Context, relations: Relations): Promise<void> {
  const { assembled } = await ctx.actors.state(feedActor, relations.userId);
  if (ageOf(assembled, relations) < HOUR_MS) return;
  const running = assembling.get(ctx.actors) ?? new Map<string, Promise<void>>();
  assembling.set(ctx.actors, running);
  const begun = running.get(relations.userId) ??
    assemble(ctx, relations).finally(() => running.delete(relations.userId));
  running.set(relations.userId, begun);
  await begun;
}

/** Returns how many milliseconds ago a feed was made complete for its owner's present follows. */
function ageOf(assembled: Assembled | null, { followsRev }: Relations): number {
  return assembled?.followsRev === followsRev ? Date.now() - assembled.activeAt : Infinity;
}

/**
 * Writes the rows of a feed from Postgres, unless they are complete for its owner's follows. With
 * `afresh` it writes them anyway. Throws `unavailable` if other writes keep coming first.
 */
export async function assemble(
  { kv, sql, actors }: Context,
  relations: Relations,
  { afresh = false } = {},
): Promise<void> {
  const { userId } = relations;
  const written = await whileUnchanged(kv, unchangedFeed(userId), async (checks) => {
    const stored = checks[0].value as Assembled | null;
    const age = afresh ? Infinity : ageOf(stored, relations);
    // Another instance has done it. The state in memory lacks its rows.
    if (age < HOUR_MS) return actors.evict(feedActor, userId);
    await writeFeed({ sql, actors }, relations, age < ASSEMBLED_FOR_MS ? stored : null, checks);
  });
  if (written === null) throw new AppError("unavailable", "The feed is changing; try again.");
}

async function writeFeed(
  { sql, actors }: Pick<Context, "sql" | "actors">,
  { userId, followsRev }: Relations,
  complete: Assembled | null,
  checks: Checks,
): Promise<void> {
  const send = (message: FeedMessage) =>
    actors.send({ envelopes: [to(feedActor, userId, message)], log: [], checks });
  const activeAt = Date.now();
  // This comes first: later posts are then fanned out to this feed, earlier ones are read below.
  await markActive(sql, userId);
  const entries = complete !== null ? [] : await listHomeFeed(sql, userId, null, FEED_KEPT);
  for (let from = 0; from < entries.length; from += ENTRIES_PER_COMMIT) {
    await send({ type: "assembling", entries: entries.slice(from, from + ENTRIES_PER_COMMIT) });
  }
  const last = entries.length < FEED_KEPT ? FIRST_ID : entries.at(-1)!.sortId;
  const assembled = { followsRev, activeAt, oldest: complete?.oldest ?? last };
  await send({ type: "assembled", assembled });
}
