import {
  isRefused,
  type Onlooker,
  type PersonKey,
  roleOf,
  ROLES,
  seesPerson,
} from "../expectations.ts";

/** The conversations of ada: with one person, a group, and two rooms of a space. */
export const TALK_KINDS = ["dm", "hidden_dm", "group", "room", "staff_room"] as const;
/** One of {@link TALK_KINDS}. */
export type TalkKind = (typeof TALK_KINDS)[number];

/** The place of somebody in a conversation. */
export type Seat = "owner" | "moderator" | "member" | null;

// The letters of the roles in order, as in `expectations.ts`:
// anonymous stranger Pending Follower reMoved reJected Blocked blocKer friend(C) lonefriend(L)
// Granted mOderator sUspended author(!)
const LETTERS = "asPFMJBKCLGOU!";
/** The roles with a row in each. The removed, the banned (rejected) and who left (lonefriend) had one. */
const IN: Record<TalkKind, string> = {
  dm: "F!",
  // Ada and the person whom she blocks.
  hidden_dm: "B!",
  group: "FBKCGU!",
  room: "FBKCGU!",
  staff_room: "C!",
};

/** The people who have written into each conversation, in the order of their messages. */
export const SENDERS: Record<TalkKind, readonly PersonKey[]> = {
  dm: ["ada", "follower"],
  hidden_dm: ["ada", "blocked"],
  group: ["ada", "friend", "blocked", "blocker", "suspended"],
  room: ["ada", "friend", "blocked", "blocker", "suspended"],
  staff_room: ["ada", "friend"],
};

/** The people with a row in each conversation, or in its space. */
export function membersOf(kind: TalkKind | "space"): PersonKey[] {
  const letters = kind === "space" ? IN.room : IN[kind];
  return ROLES.filter((_, index) => letters.includes(LETTERS[index]!))
    .map((role) => role === "author" ? "ada" : role)
    .filter((role) => role !== "anonymous");
}

/** Returns the place of a viewer in a conversation that they may see, or null. */
export function seatOf(onlooker: Onlooker, kind: TalkKind): Seat {
  if (onlooker === null || isRefused(onlooker) || kind === "hidden_dm") return null;
  const role = roleOf(onlooker, "ada");
  if (!IN[kind].includes(LETTERS[ROLES.indexOf(role)]!)) return null;
  // Everybody else has an account of their own in the matrix.
  if (role === "author") return kind === "dm" ? "member" : "owner";
  if (onlooker !== role) return null;
  return role === "friend" && kind !== "dm" ? "moderator" : "member";
}

/** Returns the place of a viewer in the space, or null. */
export function seatInSpace(onlooker: Onlooker): Seat {
  return seatOf(onlooker, "room");
}

/** Returns whether a viewer reads what somebody wrote into a conversation. */
export function readsMessage(onlooker: Onlooker, kind: TalkKind, sender: PersonKey): boolean {
  return seatOf(onlooker, kind) !== null && seesPerson(onlooker, sender);
}
