import type { Counters } from "../posts/posts.ts";

/** A like as events carry it. */
export interface Like {
  id: string;
  userId: string;
  /** The post's `counters.rev` that came with it: likes of one post are in this order. */
  rev: number;
  /** Whether the author is told of it: not of their own, nor of people whom they mute. */
  isTold: boolean;
}

/** What one write changed in the likes of one post. */
export interface LikedPost {
  authorId: string;
  counters: Counters;
  liked: Like[];
  unliked: Like[];
}

/** What several events change together in an author's notifications of the likes of one post. */
export interface CoalescedLikes {
  postId: string;
  authorId: string;
  /** The last event that changed it. */
  eventId: string;
  /** In the order of their `rev`. */
  liked: Like[];
  unliked: Like[];
}

/**
 * The sum of changes in order of what authors are told: a like that is taken back among them was
 * never made.
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
