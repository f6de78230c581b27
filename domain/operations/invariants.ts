/** The places where a stored value can differ from the real one. */
export const DRIFT_KINDS = [
  "user.followersCount",
  "user.followingCount",
  "user.postsCount",
  "post.likesCount",
  "post.commentsCount",
  "comment.repliesCount",
  "comment.reactionsCount",
  "post.repostsCount",
  "conversation.lastSeq",
  "conversation.messages",
  "conversation.membersCount",
  "conversation.owners",
  "conversation.owner",
  "like.stray",
  "space.membersCount",
  "space.owners",
  "invitation.uses",
  "inbox.unread",
  "feed.missing",
  "feed.wrong",
  "media.missing",
  "storage.unnamed",
  "event.parked",
] as const;
/** One of {@link DRIFT_KINDS}. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One stored value that differs from the real one. */
export interface Drift {
  what: DriftKind;
  /**
   * The id of the user, post, conversation, space, media or event; or the key of an object that
   * nothing refers to.
   */
  id: string;
  /**
   * The stored value: a number, a place in a feed, an object's key, or the missing end of a like.
   * For an event, the error.
   */
  kept: string | number | null;
  real: string | number | null;
}
