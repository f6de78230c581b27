import type { InboxState } from "../actors/inbox.ts";
import type { Context } from "../context.ts";
import type { Relations } from "../db/relations.ts";
import type { UserCard } from "../db/user_cards.ts";
import { isMuted } from "../domain/mutes.ts";
import type { InboxEntry } from "../domain/notifications.ts";
import { hashtagsIn } from "../domain/text.ts";
import { canSeeUser } from "../domain/visibility.ts";
import { must } from "../lib/errors.ts";
import { seenIds } from "./see_posts.ts";

/** A notification that its user may and wants to hear of, and who of its actors is shown. */
export interface Told {
  entry: InboxEntry;
  actors: UserCard[];
  /** Actors who are known to be hidden or muted. */
  hiddenActors: number;
}

/**
 * The notifications whose objects and actors the user still sees and has not muted. A group stays
 * as long as there is anybody else in it.
 */
export async function tellable(
  ctx: Context,
  userId: string,
  entries: readonly InboxEntry[],
): Promise<Told[]> {
  const postIds = entries.map((entry) => entry.postId).filter((id) => id !== null);
  const [viewer, posts, users] = await Promise.all([
    ctx.hot.relations.get(userId),
    seenIds(ctx, userId, [...new Set(postIds)]),
    ctx.hot.users.getMany([...new Set(entries.flatMap((entry) => entry.actorIds))]),
  ]);
  const now = Date.now();
  return entries.flatMap((entry) => {
    if (entry.postId !== null && !posts.has(entry.postId)) return [];
    const actors = entry.actorIds.flatMap((id) => users.get(id) ?? [])
      .filter((actor) => isHeard(must(viewer), actor, entry, now));
    const hiddenActors = entry.actorIds.length - actors.length;
    return hiddenActors < entry.actorsCount ? [{ entry, actors, hiddenActors }] : [];
  });
}

/** How many notifications the user has not read, of those that they are shown. */
export async function countTellable(
  ctx: Context,
  userId: string,
  inbox: Pick<InboxState, "entries" | "unread">,
): Promise<number> {
  const unread = inbox.entries.filter((entry) => !entry.isRead);
  const told = await tellable(ctx, userId, unread);
  return inbox.unread - (unread.length - told.length);
}

function isHeard(viewer: Relations, actor: UserCard, entry: InboxEntry, now: number): boolean {
  if (actor.id === viewer.userId) return true;
  if (!canSeeUser(viewer, actor)) return false;
  const tags = entry.preview === null ? [] : hashtagsIn(entry.preview);
  return !isMuted(viewer, { authorId: actor.id, texts: [entry.preview], tags }, now);
}
