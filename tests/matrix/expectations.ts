/**
 * Who sees whom and what, written down by hand: these tables know nothing of the program's own
 * rule, and the matrix compares the two.
 */

/** Posts that are kept for their author: they stand in no list of what was published. */
export function isKept(audience: Audience): boolean {
  return ["processing", "draft", "scheduled", "archived"].includes(audience);
}

/** How a viewer stands to the account whose things they ask for. Who owns them comes last. */
export const ROLES = [
  "anonymous",
  "stranger",
  "pending",
  "follower",
  "removed",
  "rejected",
  "blocked",
  "blocker",
  "friend",
  "lonefriend",
  "granted",
  "moderator",
  "suspended",
  "author",
] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** The accounts whose things are asked for, each named by its person. */
export const ACCOUNTS = {
  /** A public account. */
  ada: [
    "public",
    "followers",
    "close_friends",
    "private",
    "deleted",
    "processing",
    "draft",
    "scheduled",
    "archived",
  ],
  /** A private account. */
  pia: ["public", "followers", "close_friends", "private", "deleted", "processing"],
  /** A public account that is suspended. */
  sue: ["public", "followers"],
  /** A public account that everybody else stands to as a stranger. */
  fan: ["public"],
} as const;
/** The person of one of {@link ACCOUNTS}. */
export type Account = keyof typeof ACCOUNTS;
/** What becomes of a post: who it is for, or that it is not there for others. */
export type Audience = (typeof ACCOUNTS)["ada"][number];
/** Somebody in the world of the matrix: an account, or who plays a role. */
export type PersonKey = Account | Exclude<Role, "anonymous" | "author">;
/** Who looks; null is nobody in particular. */
export type Onlooker = PersonKey | null;

// The letters stand for the roles in their order:
// anonymous stranger Pending Follower reMoved reJected Blocked blocKer friend(C) lonefriend(L)
// Granted mOderator sUspended author(!)
const LETTERS = "asPFMJBKCLGOU!";

const SEEN: Record<Account, Partial<Record<Audience, string>>> = {
  ada: {
    public: "asPFMJ  CLGO !",
    followers: "   F    C G  !",
    close_friends: "        CLG  !",
    private: "          G  !",
    deleted: "              ",
    processing: "             !",
    draft: "             !",
    scheduled: "             !",
    archived: "             !",
  },
  pia: {
    public: "   F    C G  !",
    followers: "   F    C G  !",
    close_friends: "        C G  !",
    private: "          G  !",
    deleted: "              ",
    processing: "             !",
  },
  sue: { public: "", followers: "" },
  fan: { public: "asPFMJBKCLGO !" },
};
const FOLLOWING = "   F    C    !";
const PEOPLE_SEEN = "asPFMJ  CLGO !";
const PERSON_SEEN: Record<Account, string> = {
  ada: PEOPLE_SEEN,
  pia: PEOPLE_SEEN,
  sue: "",
  fan: SEEN.fan.public!,
};

/** Whether who plays this role sees a post of this audience. */
export function roleSeesPost(role: Role, account: Account, audience: Audience): boolean {
  return (SEEN[account][audience] ?? "").includes(letterOf(role));
}

/** Whether who plays this role sees the person of the account. */
export function roleSeesPerson(role: Role, account: Account): boolean {
  return PERSON_SEEN[account].includes(letterOf(role));
}

/** Whether who plays this role follows the account, or is it: its lists of follows are theirs. */
export function roleFollows(role: Role, account: Account): boolean {
  return account !== "fan" && FOLLOWING.includes(letterOf(role)) ||
    account === "fan" && role === "author";
}

/** The role that an onlooker plays towards an account. */
export function roleOf(onlooker: Onlooker, account: Account): Role {
  if (onlooker === null) return "anonymous";
  if (onlooker === account) return "author";
  if (onlooker === "fan") return "follower";
  return isAccount(onlooker) ? "stranger" : onlooker;
}

/** Whether an onlooker sees a post. */
export function seesPost(onlooker: Onlooker, account: Account, audience: Audience): boolean {
  return roleSeesPost(roleOf(onlooker, account), account, audience);
}

/** Whether an onlooker sees a person. */
export function seesPerson(onlooker: Onlooker, person: PersonKey): boolean {
  if (isRefused(onlooker)) return false;
  if (onlooker === person) return true;
  if (isAccount(person)) return roleSeesPerson(roleOf(onlooker, person), person);
  if (person === "suspended") return false;
  // What is between two people is so for both of them.
  const isOfBlock = person === "blocked" || person === "blocker";
  return !(isOfBlock && (onlooker === "ada" || onlooker === "pia"));
}

/** Whether an onlooker's token is refused. */
export function isRefused(onlooker: Onlooker): boolean {
  return onlooker === "suspended" || onlooker === "sue";
}

/** Whether somebody is one of {@link ACCOUNTS}. */
export function isAccount(person: PersonKey): person is Account {
  return person in ACCOUNTS;
}

function letterOf(role: Role): string {
  return LETTERS[ROLES.indexOf(role)]!;
}
