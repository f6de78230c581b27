import { isKept, type PersonKey, roleSeesPost, seesPerson } from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { Cell, Expected, Row } from "./row.ts";

const HELLO = { content: "Hello" };

/** The operations of a post, in an order in which none spoils the next. */
export const POST_ROWS: readonly Row[] = [
  { operation: "GET /posts/{id}", ...open("/posts/{post}"), lists: ownCaption },
  { operation: "GET /images/{postId}", ...open("/images/{post}"), lists: ownCaption },
  {
    operation: "GET /media/{id}",
    call: "/media/{media}",
    isOpen: true,
    expect: (cell) => sees(cell) || isAuthor(cell) ? 200 : { missing: "media" },
  },
  {
    operation: "GET /m/{token}",
    call: "!/m/{picture}",
    isOpen: true,
    expect: (cell) => sees(cell) ? 302 : { missing: "picture" },
  },
  { operation: "GET /posts/{id}/likes", ...open("/posts/{post}/likes") },
  { operation: "GET /posts/{id}/comments", ...open("/posts/{post}/comments?limit=50") },
  { operation: "GET /posts/{id}/replies", ...open("/posts/{post}/replies") },
  { operation: "GET /posts/{id}/history", ...open("/posts/{post}/history") },
  { operation: "GET /events", call: "/events?topics=post:{post}", expect: reading(200) },
  { operation: "POST /posts/{id}/like", call: "/posts/{post}/like", expect: reading(200) },
  { operation: "DELETE /posts/{id}/like", call: "/posts/{post}/like", expect: reading(200) },
  { operation: "GET /posts/{id}/reposts", ...open("/posts/{post}/reposts?limit=50") },
  {
    operation: "POST /posts/{id}/repost",
    call: "/posts/{post}/repost",
    expect(cell) {
      if (!sees(cell)) return { missing: "post" };
      return roleSeesPost("anonymous", cell.account, cell.audience!) ? 200 : 403;
    },
  },
  { operation: "DELETE /posts/{id}/repost", call: "/posts/{post}/repost", expect: reading(200) },
  {
    operation: "PUT /feed/position",
    call: "/feed/position",
    body: { postId: "{post}" },
    expect: reading(200),
  },
  { operation: "PUT /posts/{id}/save", call: "/posts/{post}/save", expect: reading(200) },
  { operation: "DELETE /posts/{id}/save", call: "/posts/{post}/save", expect: () => 200 },
  {
    operation: "POST /posts/{id}/comments",
    call: "/posts/{post}/comments",
    body: HELLO,
    expect: reading(201),
  },
  {
    operation: "POST /posts/{id}/comment",
    call: "/posts/{post}/comment",
    body: HELLO,
    expect: reading(201),
  },
  comment("fanComment", () => "fan"),
  comment("blockedComment", () => "blocked"),
  comment("blockerComment", () => "blocker"),
  comment("suspendedComment", () => "suspended"),
  comment("accountComment", ({ account }) => account === "ada" ? "pia" : "ada"),
  comment("ownComment", (cell) => cell.onlooker ?? "fan"),
  {
    operation: "PUT /posts/{id}/grants/{userId}",
    call: "/posts/{post}/grants/{granted}",
    expect: authoring(204),
  },
  {
    operation: "PUT /posts/{id}/grants/{userId}",
    call: "/posts/{post}/grants/{blocked}",
    expect: (cell) =>
      seesPerson(cell.onlooker, "blocked") ? authoring(204)(cell) : { missing: "blocked" },
  },
  {
    operation: "DELETE /posts/{id}/grants/{userId}",
    call: "/posts/{post}/grants/{stranger}",
    expect: authoring(204),
  },
  {
    operation: "DELETE /posts/{id}/grants/{userId}",
    call: "/posts/{post}/grants/{suspended}",
    expect: () => ({ missing: "suspended" }),
  },
  edit("PATCH"),
  edit("PUT"),
  {
    operation: "PATCH /media/{id}",
    call: "/media/{media}",
    body: { altText: "{alt}" },
    expect: (cell) => isAuthor(cell) ? 200 : { missing: "media" },
  },
  {
    operation: "DELETE /media/{id}",
    call: "/media/{usedMedia}",
    expect: (cell) => isAuthor(cell) ? 409 : { missing: "usedMedia" },
  },
  {
    operation: "POST /posts",
    call: "/posts",
    body: { caption: "Hello", parentPostId: "{post}" },
    expect: (cell) => isKept(cell.audience!) ? { missing: "post" } : reading(201)(cell),
  },
  {
    operation: "POST /posts/{id}/archive",
    call: "/posts/{post}/archive",
    expect: (cell) => authoring(isWaiting(cell) ? 409 : 200)(cell),
  },
  {
    operation: "POST /posts/{id}/publish",
    call: "/posts/{post}/publish",
    expect: (cell) => authoring(isKept(cell.audience!) && !isProcessing(cell) ? 200 : 409)(cell),
  },
  { operation: "DELETE /posts/{id}", call: "/posts/{post}", expect: authoring(204) },
  {
    operation: "POST /posts/{id}/restore",
    call: "/posts/{post}/restore",
    expect: (cell) => isAuthor(cell) && cell.audience === "deleted" ? 200 : authoring(409)(cell),
    reveals: ({ post, audience }) => audience === "deleted" ? textsOf(post!) : [],
  },
];

function sees({ role, account, audience }: Cell): boolean {
  return roleSeesPost(role, account, audience!);
}

function isProcessing({ audience }: Cell): boolean {
  return audience === "processing";
}

/** Returns whether only the author has ever seen the post. */
function isWaiting(cell: Cell): boolean {
  return isKept(cell.audience!) && cell.audience !== "archived";
}

function textsOf({ key }: MatrixPost): string[] {
  return ["header", "caption", "warning", "tag", "place", "alt"].map((text) => `${key}_${text}`);
}

function isAuthor({ role }: Cell): boolean {
  return role === "author";
}

/** Allowed to everybody who sees the post; for others it does not exist. */
function reading(status: number) {
  return (cell: Cell): Expected => sees(cell) ? status : { missing: "post" };
}

/** Allowed to the author; others who see the post may not. */
function authoring(status: number) {
  return (cell: Cell): Expected => {
    if (!sees(cell)) return { missing: "post" };
    return isAuthor(cell) ? status : 403;
  };
}

function open(call: string) {
  return { call, isOpen: true, expect: reading(200) };
}

function ownCaption({ post }: Cell): string[] {
  return [`${post!.key}_caption`];
}

function edit(method: string): Row {
  return {
    operation: `${method} /posts/{id}`,
    call: "/posts/{post}",
    body: { header: "{header}" },
    expect: authoring(200),
  };
}

/** The authors of the comment and of the post may delete a comment that they see. */
function comment(name: string, writerOf: (cell: Cell) => PersonKey): Row {
  return {
    operation: "DELETE /posts/{id}/comments/{commentId}",
    call: `/posts/{post}/comments/{${name}}`,
    expect(cell) {
      const writer = writerOf(cell);
      if (!sees(cell)) return { missing: "post" };
      if (!seesPerson(cell.onlooker, writer)) return { missing: name };
      return isAuthor(cell) || cell.onlooker === writer ? 204 : 403;
    },
  };
}
