import type { PostId, UserId } from "../ids.ts";
import type { Counters } from "../posts/posts.ts";

/** A like, as events store it. */
export interface Like {
  id: string;
  userId: UserId;
  /** The `counters.rev` of the post after this like. It orders the likes of one post. */
  rev: number;
  /** Whether the author is notified: not of their own like, nor of a like by somebody they mute. */
  isTold: boolean;
}

/** The change of the likes of one post by one write. */
export interface LikedPost {
  authorId: UserId;
  counters: Counters;
  liked: Like[];
  unliked: Like[];
}

/** The sum of changes that several events make in the notifications of one post's likes. */
export interface CoalescedLikes {
  postId: PostId;
  authorId: UserId;
  /** The last event that changed it. */
  eventId: string;
  /** In the order of their `rev`. */
  liked: Like[];
  unliked: Like[];
}

/**
 * Returns the sum of changes of likes that authors are notified of, by post. A like that is taken
 * back in the same batch does not count.
 */
export function coalesceLikes(
  changes: readonly { eventId: string; posts: readonly LikedPost[] }[],
): CoalescedLikes[] {
  const byPost = new Map<string, CoalescedLikes>();
  for (const { eventId, posts } of changes) {
    for (const { authorId, counters: { postId }, liked, unliked } of posts) {
      const net = byPost.get(postId) ?? { postId, authorId, eventId, liked: [], unliked: [] };
      byPost.set(postId, net);
      net.eventId = eventId;
      net.liked.push(...liked.filter(({ isTold }) => isTold));
      net.unliked.push(...unliked.filter(({ isTold }) => isTold));
    }
  }
  return [...byPost.values()].map((net) => ({
    ...net,
    liked: without(net.liked, net.unliked),
    unliked: without(net.unliked, net.liked),
  }));
}

function without(likes: Like[], others: readonly Like[]): Like[] {
  if (likes.length === 0 || others.length === 0) return likes;
  const ids = new Set(others.map((other) => other.id));
  return likes.filter((like) => !ids.has(like.id));
}
