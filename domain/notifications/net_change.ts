import type { InboxChange, Notice, Withdrawal } from "../notification_types.ts";

/** What several events change in people's inboxes together; each part knows its last event. */
export interface NetInboxChange {
  notices: (Notice & { eventId: string })[];
  withdrawals: (Withdrawal & { eventId: string })[];
  gonePosts: { postId: string; eventId: string }[];
  goneComments: { commentId: string; eventId: string }[];
}

/**
 * The sum of changes in order: of a like and its withdrawal the later one holds, and what was gone
 * may come again.
 */
export function netChange(changes: readonly ({ id: string } & InboxChange)[]): NetInboxChange {
  const last = new Map<string, NetInboxChange["notices"][0] | NetInboxChange["withdrawals"][0]>();
  const gonePosts = new Map<string, string>();
  const goneComments = new Map<string, string>();
  for (const { id: eventId, notices, withdrawals, gonePostIds, goneCommentIds } of changes) {
    for (const notice of notices) {
      last.set(keyOf(notice, notice.commentId), { ...notice, eventId });
    }
    for (const withdrawal of withdrawals) {
      last.set(keyOf(withdrawal, withdrawal.commentId ?? null), { ...withdrawal, eventId });
    }
    for (const postId of gonePostIds) gonePosts.set(postId, eventId);
    for (const commentId of goneCommentIds) goneComments.set(commentId, eventId);
    if (gonePostIds.length + goneCommentIds.length === 0) continue;
    // What comes back after this is told: withdrawals are done before anything is told.
    const posts = new Set(gonePostIds);
    const comments = new Set(goneCommentIds);
    for (const [key, change] of last) {
      if (!("preview" in change)) continue;
      if (posts.has(change.postId ?? "") || comments.has(change.commentId ?? "")) last.delete(key);
    }
  }
  const net: NetInboxChange = {
    notices: [],
    withdrawals: [],
    gonePosts: [...gonePosts].map(([postId, eventId]) => ({ postId, eventId })),
    goneComments: [...goneComments].map(([commentId, eventId]) => ({ commentId, eventId })),
  };
  for (const change of last.values()) {
    if ("preview" in change) net.notices.push(change);
    else net.withdrawals.push(change);
  }
  return net;
}

function keyOf(
  { userId, type, actorId, postId }: Withdrawal,
  commentId: string | null,
): string {
  return [userId, type, actorId, postId, commentId].join(" ");
}
