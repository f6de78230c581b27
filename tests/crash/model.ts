/** A post whose creation was acknowledged. Times are milliseconds of this machine's clock. */
export interface MadePost {
  id: string;
  authorId: string;
  startedAt: number;
  ackedAt: number;
  /** Whether the response published it; otherwise it waits for its picture. */
  isReady: boolean;
  /** When its deletion was requested. */
  deletedAt: number | null;
}

/** A comment whose creation was acknowledged. */
export interface MadeComment {
  id: string;
  postId: string;
  userId: string;
  mentionedId: string | null;
  startedAt: number;
  ackedAt: number;
  deletedAt: number | null;
}

/** A message that was acknowledged. */
export interface MadeMessage {
  id: string;
  conversationId: string;
  seq: number;
  senderId: string;
  startedAt: number;
  ackedAt: number;
  /** When its deletion was requested. */
  deletedAt: number | null;
}

/** A follow, from its acknowledgement until its end was requested. */
export interface FollowSpan {
  followerId: string;
  followeeId: string;
  from: number;
  until: number | null;
}

/** Everything that the server has acknowledged and must not lose. */
export class Model {
  readonly personIds: string[] = [];
  readonly posts = new Map<string, MadePost>();
  readonly comments = new Map<string, MadeComment>();
  readonly follows: FollowSpan[] = [];
  /** The likers of each post. */
  readonly likes = new Map<string, Set<string>>();
  /** The reposters of each post. */
  readonly reposts = new Map<string, Set<string>>();
  readonly messages = new Map<string, MadeMessage>();
  /** The members of each conversation. */
  readonly conversations = new Map<string, readonly string[]>();
  /** The place up to which each person has read a conversation, by "person conversation". */
  readonly reads = new Map<string, number>();
  /** When the KV store was deleted. */
  readonly wipes: number[] = [];

  /** A write may be delivered up to `deliveredWithinMs` after its response. */
  constructor(readonly deliveredWithinMs = 15_000) {}

  /** Returns the posts whose deletion was not requested. */
  livePosts(): MadePost[] {
    return [...this.posts.values()].filter((post) => post.deletedAt === null);
  }

  /** Returns the existing comments on existing posts. */
  liveComments(): MadeComment[] {
    return [...this.comments.values()].filter((comment) =>
      comment.deletedAt === null && this.posts.get(comment.postId)?.deletedAt === null
    );
  }

  /** Returns the acknowledged messages of a conversation, in order. */
  messagesOf(conversationId: string): MadeMessage[] {
    return [...this.messages.values()]
      .filter((message) => message.conversationId === conversationId)
      .sort((one, other) => one.seq - other.seq);
  }

  likersOf(postId: string): ReadonlySet<string> {
    return this.likes.get(postId) ?? new Set();
  }

  repostersOf(postId: string): ReadonlySet<string> {
    return this.reposts.get(postId) ?? new Set();
  }

  /** Returns the current follow, or null. */
  following(followerId: string, followeeId: string): FollowSpan | null {
    return this.follows.find((span) =>
      span.followerId === followerId && span.followeeId === followeeId && span.until === null
    ) ?? null;
  }

  followersOf(userId: string): string[] {
    return this.follows.filter((span) => span.followeeId === userId && span.until === null)
      .map((span) => span.followerId);
  }

  followeesOf(userId: string): string[] {
    return this.follows.filter((span) => span.followerId === userId && span.until === null)
      .map((span) => span.followeeId);
  }
}
