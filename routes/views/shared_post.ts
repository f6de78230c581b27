import type { Context } from "../../context.ts";
import type { SharedPost } from "../see_shared_post.ts";
import { authorPart, cardPart, type PostView, viewerPart } from "./post.ts";

/** A post behind a share link, as a stranger sees it. */
export async function sharedPostView(
  ctx: Context,
  { seen, urlSeconds }: SharedPost,
): Promise<PostView> {
  return {
    ...authorPart(ctx, seen.author),
    ...(await cardPart(ctx, seen.card, seen.isOwn, urlSeconds)).part,
    ...viewerPart(seen),
  };
}
