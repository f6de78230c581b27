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
