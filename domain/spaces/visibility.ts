/** The part of a space that decides who sees it. */
export interface SpaceAudience {
  isPublic: boolean;
  isDeleted: boolean;
}

/** A viewer's relation to a space. */
export interface SpaceStanding {
  isMember: boolean;
  isBanned: boolean;
}

/**
 * The only rule for who sees the profile of a space. `spaceVisibleTo` in `db/spaces/visibility.ts`
 * does the same in SQL. Only its members see anything in it.
 */
export function canSeeSpace(
  { isPublic, isDeleted }: SpaceAudience,
  { isMember, isBanned }: SpaceStanding,
): boolean {
  return !isDeleted && (isMember || isPublic && !isBanned);
}
