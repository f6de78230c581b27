/** What a viewer has done with a post. */
export interface ViewerState {
  readonly isLiked: boolean;
  readonly isReposted: boolean;
  readonly isSaved: boolean;
}

// Equal ones are one object: a cache of them is small, and they can be keys.
const ALL: readonly ViewerState[] = [...Array(8).keys()].map((bits) => ({
  isLiked: (bits & 1) > 0,
  isReposted: (bits & 2) > 0,
  isSaved: (bits & 4) > 0,
}));

/** The viewer state of somebody who has not done anything with a post. */
export const NO_VIEWER_STATE = ALL[0]!;

/** The one value of a viewer state. */
export function viewerState({ isLiked, isReposted, isSaved }: ViewerState): ViewerState {
  return ALL[(isLiked ? 1 : 0) + (isReposted ? 2 : 0) + (isSaved ? 4 : 0)]!;
}

/** What has to be known of a post to say whether somebody can have done anything with it. */
export interface DatedPost {
  id: string;
  authorId: string;
  createdAt: Date;
}

/** What is in memory of what one person has done with posts: it is told, or dropped, when they do more. */
export class ViewerStates {
  readonly #userId: string;
  readonly #byPost = new Map<string, ViewerState>();
  /** By the clock of Postgres: with others' later posts they have done only what it was told. */
  #completeSince = Infinity;

  constructor(userId: string) {
    this.#userId = userId;
  }

  /** How many posts it knows of. */
  get size(): number {
    return this.#byPost.size;
  }

  /** What they have done with the post; undefined if that has to be read. */
  of({ id, authorId, createdAt }: DatedPost): ViewerState | undefined {
    const known = this.#byPost.get(id);
    if (known !== undefined) return known;
    // A post is as old as its publication, and its author may have saved the draft.
    const isNew = authorId !== this.#userId && createdAt.getTime() > this.#completeSince;
    return isNew ? NO_VIEWER_STATE : undefined;
  }

  /** Takes what was read at a moment; what is known already may be newer. */
  learn(read: ReadonlyMap<string, ViewerState>, readAt: Date): void {
    // Both times are of whole milliseconds, and one of them is rounded up.
    if (this.#completeSince === Infinity) this.#completeSince = readAt.getTime() + 1;
    for (const [id, done] of read) if (!this.#byPost.has(id)) this.#byPost.set(id, done);
  }

  /** Notes what they have just done; answers false if what they had done before is not known. */
  change(post: DatedPost, change: Partial<ViewerState>): boolean {
    const before = this.of(post);
    if (before !== undefined) this.#byPost.set(post.id, viewerState({ ...before, ...change }));
    return before !== undefined;
  }
}
