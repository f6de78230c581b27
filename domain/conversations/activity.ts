/** Returns the time of the last activity that a member may know of, in Unix milliseconds. */
export function activityOf(
  { lastMessageAt, createdAt }: { lastMessageAt: Date | null; createdAt: Date },
  joinedAt: number,
): number {
  return Math.max(lastMessageAt?.getTime() ?? 0, createdAt.getTime(), joinedAt);
}
