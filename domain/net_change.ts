import type { InboxChange, Notice, Withdrawal } from "./notifications.ts";

/** What several events change in people's inboxes together; each part knows its last event. */
export interface NetInboxChange {
  notices: (Notice & { eventId: string })[];
  withdrawals: (Withdrawal & { eventId: string })[];
  gonePosts: { postId: string; eventId: string }[];
  goneComments: { commentId: string; eventId: string }[];
}

/** The sum of changes in order: of a like and its withdrawal the later one holds. */
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
  }
  const net: NetInboxChange = {
    notices: [],
    withdrawals: [],
    gonePosts: [...gonePosts].map(([postId, eventId]) => ({ postId, eventId })),
    goneComments: [...goneComments].map(([commentId, eventId]) => ({ commentId, eventId })),
  };
  for (const change of last.values()) {
    if (!("preview" in change)) net.withdrawals.push(change);
    else if (!gonePosts.has(change.postId ?? "") && !goneComments.has(change.commentId ?? "")) {
      net.notices.push(change);
    }
  }
  return net;
}

function keyOf(
  { userId, type, actorId, postId }: Withdrawal,
  commentId: string | null,
): string {
  return [userId, type, actorId, postId, commentId].join(" ");
}
