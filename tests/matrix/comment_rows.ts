import { type PersonKey, roleSeesPost, seesPerson } from "./expectations.ts";
import type { Cell, Expected, Row } from "./row.ts";

/** The author of each comment, and the authors of the comments above it. */
const WRITERS: Record<string, readonly PersonKey[]> = {
  fanComment: ["fan"],
  blockedComment: ["blocked"],
  blockerComment: ["blocker"],
  suspendedComment: ["suspended"],
  /** Fan replies to the blocked person. */
  blockedReply: ["fan", "blocked"],
};
const TRIED = ["fanComment", "blockedComment", "blockedReply"];

const PATHS = {
  POST: ["POST /posts/{id}/comments", ""],
  PATCH: ["PATCH /posts/{id}/comments/{commentId}", "/{name}"],
  PUT: ["PUT /posts/{id}/comments/{commentId}/pin", "/{name}/pin"],
  DELETE: ["DELETE /posts/{id}/comments/{commentId}/pin", "/{name}/pin"],
} as const;

/** The operations of comments, in an order in which none spoils the next. */
export const COMMENT_ROWS: readonly Row[] = [
  {
    operation: "GET /posts/{id}/comments",
    call: "/posts/{post}/comments?limit=50&sort=popular",
    isOpen: true,
    expect: (cell) => sees(cell) ? 200 : { missing: "post" },
  },
  ...["fanComment", "blockerComment", "suspendedComment", "blockedReply"].map((name): Row => ({
    operation: "GET /comments/{id}/replies",
    call: `/comments/{${name}}/replies?limit=50`,
    isOpen: true,
    expect: (cell) => seesComment(cell, name) ? 200 : { missing: name },
  })),
  ...TRIED.map((name) => ofPost("POST", name, () => 201)),
  ...TRIED.map((name): Row => reaction("PUT", name)),
  reaction("DELETE", "blockedReply"),
  ofPost("PATCH", "blockedReply", (cell) => isWriter(cell, "blockedReply") ? 200 : 403),
  ofPost("PATCH", "ownComment", () => 200),
  ofPost("PUT", "blockedComment", (cell) => isAuthor(cell) ? 204 : 403),
  ofPost("PUT", "fanComment", (cell) => isAuthor(cell) ? 204 : 403),
  ofPost("DELETE", "fanComment", (cell) => isAuthor(cell) ? 204 : 403),
];

/** Returns the row of an operation on a comment, below the path of its post. */
function ofPost(
  method: keyof typeof PATHS,
  name: string,
  status: (cell: Cell) => Expected,
): Row {
  const [operation, rest] = PATHS[method];
  const bodies = {
    POST: { content: "Hello", parentCommentId: `{${name}}` },
    PATCH: { content: "Hello" },
  };
  return {
    operation,
    call: `/posts/{post}/comments${rest.replace("{name}", `{${name}}`)}`,
    ...(method in bodies ? { body: bodies[method as "POST"] } : {}),
    expect(cell) {
      if (!sees(cell)) return { missing: "post" };
      return seesComment(cell, name) ? status(cell) : { missing: name };
    },
  };
}

function reaction(method: "PUT" | "DELETE", name: string): Row {
  return {
    operation: `${method} /comments/{id}/reactions/{emoji}`,
    call: `/comments/{${name}}/reactions/${encodeURIComponent("🔥")}`,
    expect: (cell) => seesComment(cell, name) ? 200 : { missing: name },
  };
}

function sees({ role, account, audience }: Cell): boolean {
  return roleSeesPost(role, account, audience!);
}

function isAuthor({ role }: Cell): boolean {
  return role === "author";
}

function isWriter({ onlooker }: Cell, name: string): boolean {
  return onlooker === WRITERS[name]![0];
}

/**
 * True if the viewer sees the post, the comment's author, and the authors of everything above it.
 */
function seesComment(cell: Cell, name: string): boolean {
  return sees(cell) && (WRITERS[name] ?? []).every((writer) => seesPerson(cell.onlooker, writer));
}
