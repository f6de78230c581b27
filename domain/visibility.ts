import type { PostAudience, Viewer } from "./posts.ts";

/**
 * The one rule for who sees a post, decided from values. `db/visibility.ts` says the same in SQL.
 * A viewer of null is somebody without an account.
 */
export function canSeePost(viewer: Viewer | null, post: PostAudience): boolean {
  if (post.isDeleted) return false;
  if (viewer !== null && viewer.userId === post.authorId) return true;
  if (post.status !== "published") return false;
  switch (post.privacy) {
    case "public":
      return true;
    case "followers":
      return viewer !== null && viewer.following.has(post.authorId);
    case "close_friends":
    case "private":
      return false;
  }
}
