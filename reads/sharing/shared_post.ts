import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { findShareLink } from "../../db/sharing/share_links.ts";
import { NO_VIEWER_STATE } from "../../domain/engagement/viewer_states.ts";
import { canSeeSharedPost } from "../../domain/posts/visibility.ts";
import { loadLookup } from "../posts/lookup.ts";
import { type VisiblePost, visiblePost } from "../posts/visible_posts.ts";

/** A post that a share link shows. */
export interface SharedPost {
  seen: VisiblePost;
  /** The addresses of the post's pictures are valid only as long as this link. */
  linkId: string;
}

/** Returns the post that the link of a token shows to the viewer, or null if it shows none. */
export async function seeSharedPost(
  ctx: Context,
  viewerId: UserId | null,
  token: string,
): Promise<SharedPost | null> {
  const linkId = ctx.shareTokens.decode(token);
  return linkId === null ? null : await seeLinkedPost(ctx, viewerId, linkId);
}

/** Returns the post that a link shows to the viewer, or null if it shows none. */
export async function seeLinkedPost(
  { cache, sql }: Context,
  viewerId: UserId | null,
  linkId: string,
): Promise<SharedPost | null> {
  const link = await findShareLink(sql, linkId);
  if (link === null) return null;
  const lookup = await loadLookup(cache, viewerId, [link.postId]);
  const card = lookup.post(link.postId);
  const author = card && lookup.user(card.authorId);
  if (!card || !author || !canSeeSharedPost(lookup.viewer, link, card, author)) return null;
  const seen = visiblePost(lookup, card, author);
  // A link shows a post as a stranger sees it, and does not reveal the post that it replies to.
  const asStranger = { viewerState: NO_VIEWER_STATE, isOwn: false };
  return seen &&
    { seen: { ...seen, ...asStranger, card: { ...seen.card, parentPostId: null } }, linkId };
}
