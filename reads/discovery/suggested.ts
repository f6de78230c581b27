import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import {
  listFollowedByFriends,
  suggestibleAmong,
  type Suggestion,
} from "../../db/discovery/suggestions.ts";
import type { Page } from "../../db/page.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { SUGGESTIONS_MAX } from "../../domain/limits.ts";

const KEPT_SECONDS = 30 * 60;

/**
 * Returns a page of people to follow. The first page makes the list, and later pages read it from
 * Redis. People who were followed, blocked or dismissed meanwhile are left out. Nobody appears
 * twice.
 */
export async function suggestedPage(
  ctx: Context,
  viewerId: UserId,
  place: string | null,
  limit: number,
): Promise<Page<Suggestion>> {
  const [listId, from] = place?.split(" ") ?? [newId(), "0"];
  const keyOf = `suggestions:${listId}`;
  const cached = place === null ? null : await ctx.redis.get(keyOf).catch(unlessAway);
  const list: Suggestion[] = cached ? JSON.parse(cached) : await makeList(ctx, viewerId);
  const rest = [...list.entries()].slice(Number(from));
  const ids = rest.map(([, { userId }]) => userId);
  const still = await suggestibleAmong(ctx.sql, viewerId, ids);
  const found = rest.filter(([, { userId }]) => still.has(userId));
  const items = found.slice(0, limit).map(([, suggestion]) => suggestion);
  if (found.length <= limit) return { items, next: null };
  if (cached === null) {
    await ctx.redis.set(keyOf, JSON.stringify(list), KEPT_SECONDS).catch(unlessAway);
  }
  return { items, next: `${listId} ${found[limit]![0]}` };
}

/** Lists people followed by those whom the viewer follows, then the authors of popular posts. */
async function makeList(ctx: Context, viewerId: UserId): Promise<Suggestion[]> {
  const followed = await listFollowedByFriends(ctx.sql, viewerId);
  if (followed.length >= SUGGESTIONS_MAX) return followed;
  const { places } = await ctx.epochs.head(await ctx.epochs.newest());
  const popular = new Set(places.map(({ authorId }) => authorId));
  for (const { userId } of followed) popular.delete(userId);
  const others = [...popular].map((userId) => ({ userId, friendIds: [], friendsCount: 0 }));
  return [...followed, ...others].slice(0, SUGGESTIONS_MAX);
}

/** Returns null if Redis is down. Each page then makes its own list, which may differ. */
function unlessAway(error: unknown): null {
  if (isDown(error)) return null;
  throw error;
}
