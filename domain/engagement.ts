/** What a viewer has done with a post. */
export interface Engagement {
  readonly isLiked: boolean;
  readonly isReposted: boolean;
  readonly isSaved: boolean;
}

// Equal ones are one object: a cache of them is small, and they can be keys.
const ALL: readonly Engagement[] = [...Array(8).keys()].map((bits) => ({
  isLiked: (bits & 1) > 0,
  isReposted: (bits & 2) > 0,
  isSaved: (bits & 4) > 0,
}));

/** The engagement of somebody who has not done anything with a post. */
export const NO_ENGAGEMENT = ALL[0]!;

/** The one value of an engagement. */
export function engagement({ isLiked, isReposted, isSaved }: Engagement): Engagement {
  return ALL[(isLiked ? 1 : 0) + (isReposted ? 2 : 0) + (isSaved ? 4 : 0)]!;
}

/** What is in memory of what one person has done with posts: it is told, or dropped, when they do more. */
export class KnownEngagements {
  readonly #byPost = new Map<string, Engagement>();
  /** By the clock of Postgres: with posts of a later moment they have done only what it was told. */
  #completeSince = Infinity;

  /** How many posts it knows of. */
  get size(): number {
    return this.#byPost.size;
  }

  /** What they have done with the post; undefined if that has to be read. */
  of(post: { id: string; createdAt: Date }): Engagement | undefined {
    const known = this.#byPost.get(post.id);
    if (known !== undefined) return known;
    return post.createdAt.getTime() > this.#completeSince ? NO_ENGAGEMENT : undefined;
  }

  /** Takes what was read at a moment; what is known already may be newer. */
  learn(read: ReadonlyMap<string, Engagement>, readAt: Date): void {
    // Both times are of whole milliseconds, and one of them is rounded up.
    if (this.#completeSince === Infinity) this.#completeSince = readAt.getTime() + 1;
    for (const [id, done] of read) if (!this.#byPost.has(id)) this.#byPost.set(id, done);
  }

  /** Notes what they have just done; answers false if what they had done before is not known. */
  change(post: { id: string; createdAt: Date }, change: Partial<Engagement>): boolean {
    const before = this.of(post);
    if (before !== undefined) this.#byPost.set(post.id, engagement({ ...before, ...change }));
    return before !== undefined;
  }
}
