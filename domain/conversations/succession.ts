import type { UserId } from "../ids.ts";
import type { Role } from "./conversations.ts";

/** A member who may become the owner. */
export interface Candidate {
  userId: UserId;
  role: Role;
  /** The id of the membership: it sorts by the time of joining. */
  id: string;
}

/**
 * Returns who owns a group or a space after its owner: the oldest moderator, else the oldest member.
 * Returns null if nobody is left. Suspended and deleted people are no candidates.
 */
export function successorOf(candidates: readonly Candidate[]): UserId | null {
  const rank = ({ role, id }: Candidate) => `${role === "moderator" ? 0 : 1}${id}`;
  const [first, ...others] = candidates;
  if (first === undefined) return null;
  return others.reduce((best, one) => rank(one) < rank(best) ? one : best, first).userId;
}
