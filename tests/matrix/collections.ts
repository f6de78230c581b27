import { newId } from "../../domain/ids.ts";
import type { BoardPrivacy } from "../../domain/boards/boards.ts";
import { ok } from "../helpers/people/steps.ts";
import {
  type Account,
  ACCOUNTS,
  isRefused,
  type Onlooker,
  type PersonKey,
  type Role,
  roleFollows,
  roleOf,
  ROLES,
} from "./expectations.ts";
import { followsReposter } from "./reposts.ts";
import type { World } from "./world.ts";

/** A board of the world. */
export interface MatrixBoard {
  key: string;
  account: Account;
  privacy: BoardPrivacy;
  boardId: string;
}

// The letters of the roles in order, as in `expectations.ts`:
// anonymous stranger Pending Follower reMoved reJected Blocked blocKer friend(C) lonefriend(L)
// Granted mOderator sUspended author(!)
const LETTERS = "asPFMJBKCLGOU!";
const SEEN: Record<Account, Partial<Record<BoardPrivacy, string>>> = {
  ada: { public: "asPFMJ  CLGO !", followers: "  PF    CL   !", private: "  P      L   !" },
  pia: { public: "  PF    CL   !", followers: "  PF    CL   !", private: "  P      L   !" },
  sue: { public: "", followers: "" },
  fan: { public: "asPFMJBKCLGO !" },
};
/** The invited collaborators of each account's boards; later events end some invitations. */
const COLLABORATORS: Partial<Record<Role, "editor" | "viewer">> = {
  pending: "viewer",
  lonefriend: "editor",
  blocked: "editor",
  blocker: "editor",
  suspended: "viewer",
};

/** Returns whether a role sees a board of the account. */
export function roleSeesBoard(role: Role, { account, privacy }: MatrixBoard): boolean {
  return (SEEN[account][privacy] ?? "").includes(LETTERS[ROLES.indexOf(role)]!);
}

/** Returns whether a role may pin to a board and edit its text. */
export function roleEditsBoard(role: Role, { account }: MatrixBoard): boolean {
  return role === "author" || account !== "fan" && role === "lonefriend";
}

/** Returns whether a role was invited to a board and may still accept. */
export function roleIsInvited(role: Role, { account }: MatrixBoard): boolean {
  return account !== "fan" && (role === "lonefriend" || role === "pending");
}

/** Everybody saves every post, accounts create boards with collaborators, and all write notes. */
export async function collect(world: World): Promise<void> {
  const { app: { ctx: { sql } }, canaries, people, posts, boards, notes } = world;
  const saves = Object.values(people).flatMap(({ id: userId }) =>
    [...posts.values()].map(({ postId }) => ({ id: newId(), postId, userId }))
  );
  await sql`insert into saves ${sql(saves)}`;
  for (const account of Object.keys(ACCOUNTS) as Account[]) {
    for (const privacy of Object.keys(SEEN[account]) as BoardPrivacy[]) {
      boards.push(await makeBoard(world, account, privacy));
    }
  }
  for (const key of Object.keys(people) as PersonKey[]) {
    const content = canaries.add(`${key}_note`, (onlooker) => seesNote(onlooker, key));
    notes[key] = ok(await people[key].post("/notes", { content }), 201).data.noteId;
  }
}

async function makeBoard(
  { canaries, people, posts }: World,
  account: Account,
  privacy: BoardPrivacy,
): Promise<MatrixBoard> {
  const key = `${account}_${privacy}_board`;
  const board: MatrixBoard = { key, account, privacy, boardId: "" };
  const owner = people[account];
  const text = (field: string) =>
    canaries.add(
      `${key}_${field}`,
      (onlooker) => !isRefused(onlooker) && roleSeesBoard(roleOf(onlooker, account), board),
    );
  const texts = { name: text("name"), description: text("about"), category: text("shelf") };
  board.boardId = ok(await owner.post("/boards", { ...texts, privacy }), 201).data.boardId;
  const path = `/boards/${board.boardId}`;
  for (const post of posts.values()) {
    if (post.account === account) ok(await owner.put(`${path}/pins/${post.postId}`), 200);
  }
  if (account === "fan") return board;
  for (const [key, role] of Object.entries(COLLABORATORS)) {
    const { id } = people[key as PersonKey];
    ok(await owner.put(`${path}/collaborators/${id}`, { role }), 200);
  }
  return board;
}

function seesNote(onlooker: Onlooker, author: PersonKey): boolean {
  if (onlooker === author) return true;
  // People without an account in the matrix have no other followers.
  if (!(author in ACCOUNTS)) return followsReposter(onlooker, author);
  return roleFollows(roleOf(onlooker, author as Account), author as Account) && author !== "sue";
}
