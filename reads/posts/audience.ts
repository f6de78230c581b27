import type { PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { loadAudience, seesPost } from "./lookup.ts";

/** The access of a viewer to a post: they see it, it is hidden from them, or gone for everybody. */
export type PostAccess = "seen" | "hidden" | "gone";

/** Returns the viewer's access. Only a viewer who has seen the post may learn that it is gone. */
export async function postAccess(
  { cache }: Context,
  viewerId: UserId,
  postId: PostId,
): Promise<PostAccess> {
  const lookup = await loadAudience(cache, viewerId, [postId]);
  const card = lookup.post(postId);
  if (!card || !lookup.viewer || !lookup.user(card.authorId)) return "gone";
  if (seesPost(lookup, card)) return "seen";
  if (!card.isDeleted && card.status !== "archived") return "hidden";
  return seesPost(lookup, { ...card, isDeleted: false, status: "published" }) ? "gone" : "hidden";
}
