import type { InboxChange, NotificationCause, Retraction } from "./inbox.ts";

/** What several events change in people's inboxes together; each part knows its last event. */
export interface CoalescedInboxChange {
  causes: (NotificationCause & { eventId: string })[];
  retractions: (Retraction & { eventId: string })[];
  retractedPosts: { postId: string; eventId: string }[];
  retractedComments: { commentId: string; eventId: string }[];
}

/**
 * The sum of changes in order: of a like and its withdrawal the later one holds, and what was gone
 * may come again.
 */
export function coalesceChanges(
  changes: readonly ({ id: string } & InboxChange)[],
): CoalescedInboxChange {
  const last = new Map<
    string,
    CoalescedInboxChange["causes"][0] | CoalescedInboxChange["retractions"][0]
  >();
  const retractedPosts = new Map<string, string>();
  const retractedComments = new Map<string, string>();
  for (
    const { id: eventId, causes, retractions, retractedPostIds, retractedCommentIds } of changes
  ) {
    for (const cause of causes) {
      last.set(keyOf(cause, cause.commentId), { ...cause, eventId });
    }
    for (const retraction of retractions) {
      last.set(keyOf(retraction, retraction.commentId ?? null), { ...retraction, eventId });
    }
    for (const postId of retractedPostIds) retractedPosts.set(postId, eventId);
    for (const commentId of retractedCommentIds) retractedComments.set(commentId, eventId);
    if (retractedPostIds.length + retractedCommentIds.length === 0) continue;
    // What comes back after this is told: withdrawals are done before anything is told.
    const posts = new Set(retractedPostIds);
    const comments = new Set(retractedCommentIds);
    for (const [key, change] of last) {
      if (!("preview" in change)) continue;
      if (posts.has(change.postId ?? "") || comments.has(change.commentId ?? "")) last.delete(key);
    }
  }
  const net: CoalescedInboxChange = {
    causes: [],
    retractions: [],
    retractedPosts: [...retractedPosts].map(([postId, eventId]) => ({ postId, eventId })),
    retractedComments: [...retractedComments].map(([commentId, eventId]) => ({
      commentId,
      eventId,
    })),
  };
  for (const change of last.values()) {
    if ("preview" in change) net.causes.push(change);
    else net.retractions.push(change);
  }
  return net;
}

function keyOf(
  { userId, type, actorId, postId }: Retraction,
  commentId: string | null,
): string {
  return [userId, type, actorId, postId, commentId].join(" ");
}
