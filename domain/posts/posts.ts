/** Who may see a post. */
export const PRIVACIES = ["public", "followers", "close_friends", "private"] as const;
/** One of {@link PRIVACIES}. */
export type Privacy = (typeof PRIVACIES)[number];

/** What becomes of a post: only `published` ones are for anybody but their author. */
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

/** What a post consists of, as far as that decides whether there is anything to publish. */
export interface Content {
  pictures: number;
  caption: string;
  isReply: boolean;
}

/** What a post lacks to be published; null if nothing. */
export function lackOf({ pictures, caption, isReply }: Content, photoOnly: boolean): string | null {
  if (pictures > 0) return null;
  if (photoOnly && !isReply) return "A post needs at least one picture";
  return caption === "" ? "A post needs a picture or a caption" : null;
}

/** The counters of a post; of two readings the one with the larger `rev` is the newer. */
export interface Counters {
  postId: string;
  likes: number;
  comments: number;
  reposts: number;
  rev: number;
}

/** What the rule of visibility asks of a post. */
export interface PostAudience {
  id: string;
  authorId: string;
  privacy: Privacy;
  status: PostStatus;
  isDeleted: boolean;
  /** Moderators have hidden it from everybody but its author. */
  isTakenDown: boolean;
}

/** What the rule of visibility asks of a post's author, or of any other person. */
export interface PersonAudience {
  id: string;
  isPrivate: boolean;
  isSuspended: boolean;
  /** The person has asked to be deleted, and may still change their mind. */
  isDeleted: boolean;
}

/** What the rule of visibility asks of a share link. */
export interface ShareLinkState {
  postId: string;
  isRevoked: boolean;
  isExpired: boolean;
}

/** What the rule of visibility asks of a viewer. */
export interface Viewer {
  userId: string;
  following: ReadonlySet<string>;
  /** Whom the viewer blocks, and who blocks the viewer: each of the two is hidden from the other. */
  hidden: ReadonlySet<string>;
  /** Authors whose close friend the viewer is. */
  closeFriendOf: ReadonlySet<string>;
  /** Posts that were shown to the viewer in person. */
  granted: ReadonlySet<string>;
}

/** Who may see a post whose author is private or not: a private account reaches followers at most. */
export function effectivePrivacy(
  privacy: Privacy,
  { isPrivate }: Pick<PersonAudience, "isPrivate">,
): Privacy {
  return isPrivate && privacy === "public" ? "followers" : privacy;
}

/** Where the pictures of a post of this audience may lie. */
export function placementFor(
  privacy: Privacy,
  author: Pick<PersonAudience, "isPrivate">,
): "public" | "private" {
  return effectivePrivacy(privacy, author) === "public" ? "public" : "private";
}

/** Whether a change from one audience to another takes the post away from anybody. */
export function isNarrower(next: Privacy, before: Privacy): boolean {
  return PRIVACIES.indexOf(next) > PRIVACIES.indexOf(before);
}

/** The audience as others see it: nobody learns that they are on a list of close friends. */
export function shownPrivacy(privacy: Privacy): Privacy {
  return privacy === "close_friends" ? "followers" : privacy;
}
