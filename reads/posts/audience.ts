import type { Context } from "../../context/mod.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";

/** How a post stands to somebody: seen, hidden from them, or gone for everybody. */
export type PostAccess = "seen" | "hidden" | "gone";

/** How a post stands to the viewer now. Only who has seen it may be told hidden from gone. */
export async function postAccess(
  ctx: Context,
  viewerId: string,
  postId: string,
): Promise<PostAccess> {
  const [card, viewer] = await Promise.all([
    ctx.cache.posts.get(postId),
    ctx.cache.relations.get(viewerId),
  ]);
  const author = card && await ctx.cache.users.get(card.authorId);
  if (!card || !author || !viewer) return "gone";
  if (canSeePost(viewer, card, author)) return "seen";
  if (!card.isDeleted && card.status !== "archived") return "hidden";
  const before = { ...card, isDeleted: false, status: "published" } as const;
  return canSeePost(viewer, before, author) ? "gone" : "hidden";
}
