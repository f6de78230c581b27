import type { Context } from "../../context/mod.ts";
import { findShareLink } from "../../db/sharing/share_links.ts";
import { NO_VIEWER_STATE } from "../../domain/engagement/viewer_states.ts";
import { canSeeSharedPost, canSeeUser } from "../../domain/posts/visibility.ts";
import type { VisiblePost } from "../posts/visible_posts.ts";
import { ANYBODY } from "../../context/picture_url.ts";

/** A post that a share link shows. */
export interface SharedPost {
  seen: Pick<VisiblePost, "card" | "author" | "counters" | "viewerState" | "viewer" | "isOwn">;
  /** The link: addresses of the post's pictures end with it. */
  linkId: string;
}

/** The post that the link of a token shows, as a stranger sees it; null unless it shows one now. */
export async function seeSharedPost(
  ctx: Context,
  viewerId: string | null,
  token: string,
): Promise<SharedPost | null> {
  const linkId = ctx.shareTokens.decode(token);
  return linkId === null ? null : await seeLinkedPost(ctx, viewerId, linkId);
}

/** The same by the id of the link. */
export async function seeLinkedPost(
  ctx: Context,
  viewerId: string | null,
  linkId: string,
): Promise<SharedPost | null> {
  const { cache, sql } = ctx;
  const link = await findShareLink(sql, linkId);
  if (link === null) return null;
  const [card, counters, viewer] = await Promise.all([
    cache.posts.get(link.postId),
    cache.counters.get(link.postId),
    viewerId === null ? null : cache.relations.get(viewerId),
  ]);
  if (!card || !counters || viewer === undefined) return null; // erased meanwhile
  const users = await cache.users.getMany([
    card.authorId,
    ...card.mentions.map(({ userId }) => userId),
  ]);
  const author = users.get(card.authorId);
  if (!author || !canSeeSharedPost(viewer, link, card, author)) return null;
  const mentions = card.mentions.filter(({ userId }) => {
    const user = users.get(userId);
    return user !== undefined && canSeeUser(viewer, user);
  });
  const viewerState = NO_VIEWER_STATE;
  // What it is a reply to is not given away with it.
  const shown = { ...card, mentions, parentPostId: null };
  const looking = viewer === null
    ? ANYBODY
    : { viewerId: viewer.userId, sessionsEndedAt: viewer.sessionsEndedAt };
  return {
    seen: { card: shown, author, counters, viewerState, viewer: looking, isOwn: false },
    linkId,
  };
}
