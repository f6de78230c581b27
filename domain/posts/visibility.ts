import type { BoardAudience } from "../boards/boards.ts";
import {
  effectivePrivacy,
  type PersonAudience,
  type PostAudience,
  type PostSpace,
  type ShareLinkState,
  type Viewer,
} from "./posts.ts";

/**
 * The only rule for who sees a post, as a pure function. `db/visibility.ts` does the same in SQL. A
 * viewer of null has no account. `space` is that of the post. Nobody sees a post whose space is not
 * known.
 */
export function canSeePost(
  viewer: Viewer | null,
  post: PostAudience,
  author: PersonAudience,
  space?: PostSpace,
): boolean {
  if (post.isDeleted) return false;
  if (post.spaceId !== null) return canSeeSpacePost(viewer, post, author, space);
  if (viewer !== null && viewer.userId === post.authorId) return true;
  if (post.status !== "published" || post.isTakenDown || !canSeeUser(viewer, author)) return false;
  if (viewer === null) return effectivePrivacy(post.privacy, author) === "public";
  if (viewer.granted.size > 0 && viewer.granted.has(post.id)) return true;
  switch (effectivePrivacy(post.privacy, author)) {
    case "public":
      return true;
    case "followers":
      return viewer.following.has(author.id);
    case "close_friends":
      // No post of a private account reaches people who do not follow it.
      return viewer.closeFriendOf.has(author.id) &&
        (!author.isPrivate || viewer.following.has(author.id));
    case "private":
      return false;
  }
}

/** The rule for a post of a space: its privacy and that of the account do not count. */
function canSeeSpacePost(
  viewer: Viewer | null,
  post: PostAudience,
  author: PersonAudience,
  space: PostSpace | undefined,
): boolean {
  if (viewer === null || space === undefined || space.isDeleted) return false;
  if (post.spaceId === null || !viewer.spaces.has(post.spaceId)) return false;
  if (viewer.userId === post.authorId) return true;
  return post.status === "published" && !post.isTakenDown && canSeeUser(viewer, author);
}

/**
 * The rule for a post behind a share link. The author has given it away, so its audience does not
 * count. Blocks do count, and a link shows even the author no post that nobody else can see. It never
 * shows a post of a space.
 */
export function canSeeSharedPost(
  viewer: Viewer | null,
  link: ShareLinkState,
  post: PostAudience,
  author: PersonAudience,
): boolean {
  if (link.postId !== post.id || link.isRevoked || link.isExpired) return false;
  if (post.spaceId !== null) return false;
  return post.status === "published" && !post.isDeleted && !post.isTakenDown &&
    isActive(author) && canSeeUser(viewer, author);
}

/** The only rule for who sees a person: their profile, and their actions on visible posts. */
export function canSeeUser(
  viewer: Viewer | null,
  user: Pick<PersonAudience, "id" | "isSuspended" | "isDeleted">,
): boolean {
  if (viewer === null) return isActive(user);
  if (viewer.userId === user.id) return true;
  return isActive(user) && !(viewer.hidden.size > 0 && viewer.hidden.has(user.id));
}

function isActive(user: Pick<PersonAudience, "isSuspended" | "isDeleted">): boolean {
  return !user.isSuspended && !user.isDeleted;
}

/** Whether the viewer sees a person's follows and followers. */
export function canSeeFollowsOf(viewer: Viewer | null, user: PersonAudience): boolean {
  return canSeeUser(viewer, user) &&
    (!user.isPrivate || viewer?.userId === user.id || viewer?.following.has(user.id) === true);
}

/**
 * The only rule for who sees a board: its owner, its collaborators and its audience. Boards of a
 * private account reach its followers at most.
 */
export function canSeeBoard(
  viewer: Viewer | null,
  board: BoardAudience,
  owner: PersonAudience,
  isCollaborator: boolean,
): boolean {
  if (viewer !== null && viewer.userId === board.ownerId) return true;
  if (!canSeeUser(viewer, owner)) return false;
  if (viewer !== null && isCollaborator) return true;
  const privacy = effectivePrivacy(board.privacy, owner);
  return privacy === "public" ||
    privacy === "followers" && viewer !== null && viewer.following.has(owner.id);
}
