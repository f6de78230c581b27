import type { Context } from "../../context/mod.ts";
import type { SharedPost } from "../../reads/sharing/shared_post.ts";
import { postRight } from "../../context/picture_url.ts";
import { authorPart, cardPart, type PostView, viewerPart } from "../posts/post_view.ts";

/** Returns a post behind a share link, as a stranger sees it. */
export function sharedPostView(ctx: Context, { seen, linkId }: SharedPost): PostView {
  return {
    ...authorPart(ctx, seen.author),
    ...cardPart(ctx, seen.card, seen.isOwn, postRight(seen.viewer, seen.card.id, linkId)).part,
    ...viewerPart(seen),
  };
}
