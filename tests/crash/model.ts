/** A post whose making was acknowledged. Times are milliseconds of this machine's clock. */
export interface MadePost {
  id: string;
  authorId: string;
  startedAt: number;
  ackedAt: number;
  /** Published with the answer; others wait for their picture. */
  isReady: boolean;
  /** When its deletion was asked for. */
  deletedAt: number | null;
}

/** A comment whose making was acknowledged. */
export interface MadeComment {
  id: string;
  postId: string;
  userId: string;
  mentionedId: string | null;
  startedAt: number;
  ackedAt: number;
  deletedAt: number | null;
}

/** A follow, from its acknowledgement until its end was asked for. */
export interface FollowSpan {
  followerId: string;
  followeeId: string;
  from: number;
  until: number | null;
}

/** What the server has acknowledged, and so must keep. */
export class Model {
  readonly personIds: string[] = [];
  readonly posts = new Map<string, MadePost>();
  readonly comments = new Map<string, MadeComment>();
  readonly follows: FollowSpan[] = [];
  /** Who likes which post. */
  readonly likes = new Map<string, Set<string>>();
  /** Who reposts which post. */
  readonly reposts = new Map<string, Set<string>>();
  /** When the KV store was deleted. */
  readonly wipes: number[] = [];

  /** Posts that nobody has begun to delete. */
  livePosts(): MadePost[] {
    return [...this.posts.values()].filter((post) => post.deletedAt === null);
  }

  /** Comments that exist, on posts that exist. */
  liveComments(): MadeComment[] {
    return [...this.comments.values()].filter((comment) =>
      comment.deletedAt === null && this.posts.get(comment.postId)?.deletedAt === null
    );
  }

  likersOf(postId: string): ReadonlySet<string> {
    return this.likes.get(postId) ?? new Set();
  }

  repostersOf(postId: string): ReadonlySet<string> {
    return this.reposts.get(postId) ?? new Set();
  }

  /** The follow that holds now. */
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
