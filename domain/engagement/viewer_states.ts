import type { UserId } from "../ids.ts";
/** The actions of a viewer on a post. */
export interface ViewerState {
  readonly isLiked: boolean;
  readonly isReposted: boolean;
  readonly isSaved: boolean;
}

// Equal states are one object: a cache of them is small, and they can be keys of a map.
const ALL: readonly ViewerState[] = [...Array(8).keys()].map((bits) => ({
  isLiked: (bits & 1) > 0,
  isReposted: (bits & 2) > 0,
  isSaved: (bits & 4) > 0,
}));

/** The viewer state of somebody who has done nothing with a post. */
export const NO_VIEWER_STATE = ALL[0]!;

/** Returns the one object for a viewer state. */
export function viewerState({ isLiked, isReposted, isSaved }: ViewerState): ViewerState {
  return ALL[(isLiked ? 1 : 0) + (isReposted ? 2 : 0) + (isSaved ? 4 : 0)]!;
}

/** The data of a post that decide whether a viewer can have done anything with it. */
export interface DatedPost {
  id: string;
  authorId: UserId;
  createdAt: Date;
}

/** The viewer states of one user in memory. They are updated, or dropped, when the user acts. */
export class ViewerStates {
  readonly #userId: UserId;
  readonly #byPost = new Map<string, ViewerState>();
  /**
   * Since this time of Postgres's clock, the states of others' new posts in memory are complete.
   */
  #completeSince = Infinity;

  constructor(userId: UserId) {
    this.#userId = userId;
  }

  /** The number of posts with a state in memory. */
  get size(): number {
    return this.#byPost.size;
  }

  /** Returns the state of a post, or undefined if it must be read from Postgres. */
  of({ id, authorId, createdAt }: DatedPost): ViewerState | undefined {
    const known = this.#byPost.get(id);
    if (known !== undefined) return known;
    // A post is dated at its publication, and its author may have saved the draft before that.
    const isNew = authorId !== this.#userId && createdAt.getTime() > this.#completeSince;
    return isNew ? NO_VIEWER_STATE : undefined;
  }

  /** Adds states that were read at a moment. States in memory may be newer, so they stay. */
  learn(read: ReadonlyMap<string, ViewerState>, readAt: Date): void {
    // Both times are truncated to milliseconds; + 1 keeps ties on the safe side: they are read
    // again.
    if (this.#completeSince === Infinity) this.#completeSince = readAt.getTime() + 1;
    for (const [id, done] of read) if (!this.#byPost.has(id)) this.#byPost.set(id, done);
  }

  /** Records a new action of the user. Returns false if the previous state is not in memory. */
  change(post: DatedPost, change: Partial<ViewerState>): boolean {
    const before = this.of(post);
    if (before !== undefined) this.#byPost.set(post.id, viewerState({ ...before, ...change }));
    return before !== undefined;
  }
}
