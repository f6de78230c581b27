/**
 * The rules of visibility, written by hand. These tables know nothing of the program's own rule,
 * and the matrix compares the two.
 */

/** Returns whether posts are stored for their author only: no list of published posts has them. */
export function isKept(audience: Audience): boolean {
  return ["processing", "draft", "scheduled", "archived"].includes(audience);
}

/** The relations of a viewer to the account in question. The owner comes last. */
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

/** The accounts in question, each named after its person. */
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
  /** A public account to which everybody else is a stranger. */
  fan: ["public"],
} as const;
/** The person of one of {@link ACCOUNTS}. */
export type Account = keyof typeof ACCOUNTS;
/** The audience of a post, or the reason why others cannot see it. */
export type Audience = (typeof ACCOUNTS)["ada"][number];
/** A person in the world of the matrix: an account, or the player of a role. */
export type PersonKey = Account | Exclude<Role, "anonymous" | "author">;
/** The viewer; null is a viewer without an account. */
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

/** Returns whether a role sees a post with this audience. */
export function roleSeesPost(role: Role, account: Account, audience: Audience): boolean {
  return (SEEN[account][audience] ?? "").includes(letterOf(role));
}

/** Returns whether a role sees the person of the account. */
export function roleSeesPerson(role: Role, account: Account): boolean {
  return PERSON_SEEN[account].includes(letterOf(role));
}

/** Returns whether a role follows the account or owns it, and so may read its lists of follows. */
export function roleFollows(role: Role, account: Account): boolean {
  return account !== "fan" && FOLLOWING.includes(letterOf(role)) ||
    account === "fan" && role === "author";
}

/** Returns the role of a viewer towards an account. */
export function roleOf(onlooker: Onlooker, account: Account): Role {
  if (onlooker === null) return "anonymous";
  if (onlooker === account) return "author";
  if (onlooker === "fan") return "follower";
  return isAccount(onlooker) ? "stranger" : onlooker;
}

/** Returns whether a viewer sees a post. */
export function seesPost(onlooker: Onlooker, account: Account, audience: Audience): boolean {
  return roleSeesPost(roleOf(onlooker, account), account, audience);
}

/** Returns whether a viewer sees a person. */
export function seesPerson(onlooker: Onlooker, person: PersonKey): boolean {
  if (isRefused(onlooker)) return false;
  if (onlooker === person) return true;
  if (isAccount(person)) return roleSeesPerson(roleOf(onlooker, person), person);
  if (person === "suspended") return false;
  // A block hides both people from each other.
  const isOfBlock = person === "blocked" || person === "blocker";
  return !(isOfBlock && (onlooker === "ada" || onlooker === "pia"));
}

/** Returns whether a viewer's token is refused. */
export function isRefused(onlooker: Onlooker): boolean {
  return onlooker === "suspended" || onlooker === "sue";
}

/** Returns whether a person is one of {@link ACCOUNTS}. */
export function isAccount(person: PersonKey): person is Account {
  return person in ACCOUNTS;
}

function letterOf(role: Role): string {
  return LETTERS[ROLES.indexOf(role)]!;
}
