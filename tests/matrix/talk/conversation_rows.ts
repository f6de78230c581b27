import { seesPerson } from "../expectations.ts";
import type { Cell, Row } from "../row.ts";
import { forMembers, isDm, isRoom, seatIn } from "./expect.ts";

/** The operations of conversations, groups and their members. Everything is restored after each change. */
export const CONVERSATION_ROWS: readonly Row[] = [
  of("GET", "/conversations/{conversation}", () => 200),
  of("GET", "/conversations/{conversation}/members", () => 200),
  {
    operation: "POST /conversations",
    call: "/conversations",
    body: { type: "dm", userId: "{user}" },
    expect({ role, onlooker }) {
      if (role === "author") return 422;
      if (!seesPerson(onlooker, "ada")) return { missing: "user" };
      return role === "follower" ? 200 : 201;
    },
  },
  {
    operation: "POST /conversations",
    call: "/conversations",
    body: { type: "group", name: "Some", userIds: ["{blocked}", "{stranger}"] },
    expect: ({ onlooker }) => seesPerson(onlooker, "blocked") ? 201 : { missing: "blocked" },
  },
  of("PUT", "/conversations/{conversation}/settings", () => 200, { notify: "none" }),
  of("POST", "/conversations/{conversation}/read", () => 200, { seq: 1 }),
  of("PATCH", "/conversations/{conversation}", changing, { topic: null }),
  of("PUT", "/conversations/{conversation}", changing, { topic: null }),
  of("POST", "/conversations/{conversation}/accept", () => 200),
  // Everybody has accepted it.
  of("POST", "/conversations/{conversation}/decline", () => 422),
  of("POST", "/groups/{conversation}/members", owning(201), { userId: "{stranger}" }),
  of("POST", "/groups/{conversation}/owner", owning(200), { userId: "{granted}" }),
  of("DELETE", "/groups/{conversation}/members/{granted}", owning(204)),
  of("POST", "/groups/{conversation}/leave", (cell) => isGroup(cell) ? 204 : 422),
  of("DELETE", "/conversations/{conversation}", (cell) => {
    if (isDm(cell)) return 204;
    return owning(204)(cell);
  }),
];

function isGroup(cell: Cell): boolean {
  return !isDm(cell) && !isRoom(cell);
}

/** Expects a response for members; to others, the conversation is missing. */
function of(
  method: string,
  call: string,
  status: (cell: Cell) => number,
  body?: unknown,
): Row {
  const path = call.replace("{conversation}", "{id}").replace("{granted}", "{userId}");
  const row = { operation: `${method} ${path}`, call, expect: forMembers(status) };
  return body === undefined ? row : { ...row, body };
}

/** The owner changes a group, and staff a room. */
function changing(cell: Cell): number {
  if (isDm(cell)) return 422;
  const needed = isRoom(cell) ? ["owner", "moderator"] : ["owner"];
  return needed.includes(seatIn(cell)!) ? 200 : 403;
}

/** Expects a status for the owner of a group. Other conversations are no groups. */
function owning(status: number) {
  return (cell: Cell): number => {
    if (!isGroup(cell)) return 422;
    return seatIn(cell) === "owner" ? status : 403;
  };
}
