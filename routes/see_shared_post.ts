import type { Context } from "../context.ts";
import { findShareLink } from "../db/share_links.ts";
import { NO_ENGAGEMENT } from "../domain/engagement.ts";
import { SIGNED_URL_SECONDS } from "../domain/limits.ts";
import { canSeeSharedPost, canSeeUser } from "../domain/visibility.ts";
import type { SeenPost } from "./see_posts.ts";

/** A post that a share link shows. */
export interface SharedPost {
  seen: Pick<SeenPost, "card" | "author" | "counters" | "engagement" | "isOwn">;
  /** How long signed addresses of its pictures may live: none outlives the link. */
  urlSeconds: number;
}

/** The post that the link of a token shows, as a stranger sees it; null unless it shows one now. */
export async function seeSharedPost(
  ctx: Context,
  viewerId: string | null,
  token: string,
): Promise<SharedPost | null> {
  const { hot, sql, shareTokens } = ctx;
  const linkId = shareTokens.decode(token);
  const link = linkId === null ? null : await findShareLink(sql, linkId);
  if (link === null) return null;
  const [card, counters, viewer] = await Promise.all([
    hot.posts.get(link.postId),
    hot.counters.get(link.postId),
    viewerId === null ? null : hot.relations.get(viewerId),
  ]);
  if (!card || !counters || viewer === undefined) return null; // erased meanwhile
  const users = await hot.users.getMany([
    card.authorId,
    ...card.mentions.map(({ userId }) => userId),
  ]);
  const author = users.get(card.authorId);
  if (!author || !canSeeSharedPost(viewer, link, card, author)) return null;
  const mentions = card.mentions.filter(({ userId }) => {
    const user = users.get(userId);
    return user !== undefined && canSeeUser(viewer, user);
  });
  const engagement = NO_ENGAGEMENT;
  // What it is a reply to is not given away with it.
  const shown = { ...card, mentions, parentPostId: null };
  const seen = { card: shown, author, counters, engagement, isOwn: false };
  return { seen, urlSeconds: urlSecondsOf(link.expiresAt) };
}

function urlSecondsOf(expiresAt: Date | null): number {
  if (expiresAt === null) return SIGNED_URL_SECONDS;
  const left = Math.ceil((expiresAt.getTime() - Date.now()) / 1000);
  return Math.min(SIGNED_URL_SECONDS, Math.max(1, left));
}
