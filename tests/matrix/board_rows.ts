import { canary } from "./canaries.ts";
import { cellOf } from "./cells.ts";
import { type MatrixBoard, roleEditsBoard, roleIsInvited, roleSeesBoard } from "./collections.ts";
import {
  ACCOUNTS,
  type PersonKey,
  type Role,
  ROLES,
  seesPerson,
  seesPost,
} from "./expectations.ts";
import type { Cell, Expected, Row } from "./row.ts";
import { postOf, type World } from "./world.ts";

/** Returns one cell for each role towards each board. */
export function boardCells(world: World): Cell[] {
  return world.boards.flatMap((board) =>
    ROLES.map((role) => {
      const cell = cellOf(world, board.account, role);
      const ids = {
        ...cell.ids,
        board: board.boardId,
        about: canary(`${board.key}_about`),
        privacy: board.privacy,
        fanPost: postOf(world, "fan", "public").postId,
        hiddenPost: postOf(world, "pia", "private").postId,
      };
      return { ...cell, ids };
    })
  );
}

/** The operations of a board, in an order in which none spoils the next. */
export const BOARD_ROWS: readonly Row[] = [
  { ...reading("/boards/{board}"), lists: pinned },
  { ...reading("/boards/{board}?limit=50"), lists: pinned },
  {
    operation: "PUT /boards/{id}/pins/{postId}",
    call: "/boards/{board}/pins/{fanPost}",
    expect: editing(200),
  },
  {
    operation: "PUT /boards/{id}/pins/{postId}",
    call: "/boards/{board}/pins/{hiddenPost}",
    body: { position: 1 },
    expect: (cell) => {
      const expected = editing(200)(cell);
      const isSeen = seesPost(cell.onlooker, "pia", "private");
      return expected === 200 && !isSeen ? { missing: "hiddenPost" } : expected;
    },
  },
  {
    operation: "DELETE /boards/{id}/pins/{postId}",
    call: "/boards/{board}/pins/{hiddenPost}",
    expect: editing(200),
  },
  {
    operation: "PATCH /boards/{id}",
    call: "/boards/{board}",
    body: { description: "{about}" },
    expect: editing(200),
  },
  {
    operation: "PATCH /boards/{id}",
    call: "/boards/{board}",
    body: { privacy: "{privacy}" },
    expect: owning(200),
  },
  collaborator("PUT", "granted", { role: "viewer" }),
  collaborator("PUT", "blocked", { role: "viewer" }),
  collaborator("PUT", "suspended", { role: "viewer" }),
  {
    operation: "POST /boards/{id}/invitation/accept",
    call: "/boards/{board}/invitation/accept",
    expect: doing(200, (cell) => isInvited(cell), 404),
  },
  collaborator("DELETE", "pending"),
  collaborator("DELETE", "blocked"),
  { operation: "DELETE /boards/{id}", call: "/boards/{board}", expect: owning(204) },
];

function boardOf({ world, ids }: Cell): MatrixBoard {
  return world.boards.find(({ boardId }) => boardId === ids.board)!;
}

function sees(cell: Cell): boolean {
  return roleSeesBoard(cell.role, boardOf(cell));
}

function reading(call: string): Row {
  const expect = (cell: Cell): Expected => sees(cell) ? 200 : { missing: "board" };
  return { operation: "GET /boards/{id}", call, isOpen: true, expect };
}

/** Expects the status for viewers that `may` allows, and a refusal for others who see the board. */
function doing(status: number, may: (cell: Cell) => boolean, otherwise = 403) {
  return (cell: Cell): Expected => {
    if (!sees(cell)) return { missing: "board" };
    return may(cell) ? status : otherwise;
  };
}

function editing(status: number) {
  return doing(status, (cell) => roleEditsBoard(cell.role, boardOf(cell)));
}

function isInvited(cell: Cell): boolean {
  return roleIsInvited(cell.role, boardOf(cell));
}

function owning(status: number) {
  return doing(status, ({ role }) => role === "author");
}

/** The owner chooses collaborators among the people that they see; others may leave. */
function collaborator(method: "PUT" | "DELETE", key: PersonKey & Role, body?: unknown): Row {
  return {
    operation: `${method} /boards/{id}/collaborators/{userId}`,
    call: `/boards/{board}/collaborators/{${key}}`,
    ...(body === undefined ? {} : { body }),
    expect(cell) {
      if (!sees(cell)) return { missing: "board" };
      if (!seesPerson(cell.onlooker, key)) return { missing: key };
      if (method === "PUT") return owning(200)(cell);
      return cell.role === "author" || cell.onlooker === key ? 204 : 403;
    },
  };
}

/** Every post of the account is pinned; viewers see the ones that they would see elsewhere. */
function pinned({ account, onlooker }: Cell): string[] {
  return ACCOUNTS[account].filter((audience) => seesPost(onlooker, account, audience))
    .map((audience) => `${account}_${audience}_caption`);
}
