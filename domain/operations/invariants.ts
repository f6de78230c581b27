/** Where what is kept can come to differ from what is real. */
export const DRIFT_KINDS = [
  "user.followersCount",
  "user.followingCount",
  "user.postsCount",
  "post.likesCount",
  "post.commentsCount",
  "comment.repliesCount",
  "comment.reactionsCount",
  "post.repostsCount",
  "like.stray",
  "inbox.unread",
  "feed.missing",
  "feed.wrong",
  "media.missing",
  "storage.unnamed",
  "event.parked",
] as const;
/** One of {@link DRIFT_KINDS}. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One thing that is kept otherwise than it is. */
export interface Drift {
  what: DriftKind;
  /** The user, post, media or event that it is about; the key of an object that nothing names. */
  id: string;
  /**
   * What is kept: a number, a place in a feed, the key of an object, the gone end of a like, why an
   * event failed.
   */
  kept: string | number | null;
  real: string | number | null;
}
