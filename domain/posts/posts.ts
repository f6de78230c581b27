import type { PostId, SpaceId, UserId } from "../ids.ts";
/** The audiences of a post. */
export const PRIVACIES = ["public", "followers", "close_friends", "private"] as const;
/** One of {@link PRIVACIES}. */
export type Privacy = (typeof PRIVACIES)[number];

/** The states of a post. Only `published` ones are visible to anybody but their author. */
export const POST_STATUSES = [
  "draft",
  "scheduled",
  "processing",
  "published",
  "failed",
  "archived",
] as const;
/** One of {@link POST_STATUSES}. */
export type PostStatus = (typeof POST_STATUSES)[number];

/** The content of a post, as far as it decides whether the post can be published. */
export interface Content {
  pictures: number;
  caption: string;
  isReply: boolean;
}

/** Returns the reason why a post cannot be published, or null if it can. */
export function lackOf({ pictures, caption, isReply }: Content, photoOnly: boolean): string | null {
  if (pictures > 0) return null;
  if (photoOnly && !isReply) return "A post needs at least one picture.";
  return caption === "" ? "A post needs a picture or a caption." : null;
}

/** The counters of a post. Of two readings, the one with the larger `rev` is newer. */
export interface Counters {
  postId: PostId;
  likes: number;
  comments: number;
  reposts: number;
  rev: number;
}

/** The data of a post that the rule of visibility needs. */
export interface PostAudience {
  id: PostId;
  authorId: UserId;
  privacy: Privacy;
  status: PostStatus;
  isDeleted: boolean;
  /** Moderators have hidden it from everybody but its author. */
  isTakenDown: boolean;
  /** The space whose members it is for. */
  spaceId: SpaceId | null;
}

/** The data of a post's space that the rule of visibility needs. */
export interface PostSpace {
  isDeleted: boolean;
}

/** The data of a post's author, or of any other person, that the rule of visibility needs. */
export interface PersonAudience {
  id: UserId;
  isPrivate: boolean;
  isSuspended: boolean;
  /** The person has asked to be deleted, and may still change their mind. */
  isDeleted: boolean;
}

/** The data of a share link that the rule of visibility needs. */
export interface ShareLinkState {
  postId: PostId;
  isRevoked: boolean;
  isExpired: boolean;
}

/** The data of a viewer that the rule of visibility needs. */
export interface Viewer {
  userId: UserId;
  following: ReadonlySet<UserId>;
  /** People who block the viewer or whom the viewer blocks: both are hidden from each other. */
  hidden: ReadonlySet<UserId>;
  /** Authors whose close friend the viewer is. */
  closeFriendOf: ReadonlySet<UserId>;
  /** Posts that were granted to the viewer in person. */
  granted: ReadonlySet<PostId>;
  /** Spaces of which the viewer is a member. They may be deleted. */
  spaces: ReadonlySet<SpaceId>;
}

/** Returns the audience that a post really has: a private account reaches its followers at most. */
export function effectivePrivacy(
  privacy: Privacy,
  { isPrivate }: Pick<PersonAudience, "isPrivate">,
): Privacy {
  return isPrivate && privacy === "public" ? "followers" : privacy;
}

/** Returns the part of the storage for the pictures of a post with this audience. */
export function placementFor(
  privacy: Privacy,
  author: Pick<PersonAudience, "isPrivate">,
): "public" | "private" {
  return effectivePrivacy(privacy, author) === "public" ? "public" : "private";
}

/** Whether a change of the audience takes the post away from anybody. */
export function isNarrower(next: Privacy, before: Privacy): boolean {
  return PRIVACIES.indexOf(next) > PRIVACIES.indexOf(before);
}

/**
 * Returns the audience as others see it. It must not reveal who is on a list of close friends. A
 * post of a space is stored as private, and is for all of its members.
 */
export function shownPrivacy({ privacy, spaceId }: Pick<PostAudience, "privacy" | "spaceId">) {
  if (spaceId !== null) return "public";
  return privacy === "close_friends" ? "followers" : privacy;
}
