import { ACCOUNTS, isKept, roleFollows, roleSeesPerson, seesPost } from "./expectations.ts";
import { staff } from "./own_rows.ts";
import type { Cell, Expected, Row } from "./row.ts";

/** The operations of a person. Everything is restored after each change. */
export const PERSON_ROWS: readonly Row[] = [
  ...["user", "name"].flatMap((name): Row[] => [
    read("GET /users/{id}", `/users/{${name}}`, name),
    {
      ...read("GET /users/{id}/posts", `/users/{${name}}/posts`, name),
      lists: ({ account, onlooker }) =>
        ACCOUNTS[account].filter((audience) =>
          !isKept(audience) && seesPost(onlooker, account, audience)
        ).map((audience) => `${account}_${audience}_caption`),
    },
    read("GET /users/{id}/boards", `/users/{${name}}/boards`, name),
    {
      ...read("GET /users/{id}/followers", `/users/{${name}}/followers`, name),
      expect: listed(name),
    },
    {
      ...read("GET /users/{id}/following", `/users/{${name}}/following`, name),
      expect: listed(name),
    },
    {
      operation: "GET /users/{id}/relationship",
      call: `/users/{${name}}/relationship`,
      expect: blocking(name),
    },
    { operation: "POST /users/{id}/follow", call: `/users/{${name}}/follow`, expect: other(name) },
    {
      operation: "POST /users/{id}/block",
      call: `/users/{${name}}/block`,
      expect: (cell) => cell.role === "author" ? 422 : blocking(name)(cell),
    },
  ]),
  {
    ...read("GET /users/{id}/feed.atom", "/users/{user}/feed.atom", "user"),
    isForAll: true,
    expect: (cell) => knows(cell) && cell.account !== "pia" ? 200 : { missing: "user" },
  },
  ...["recent", "popular"].map((sort): Row => ({
    ...read("GET /posts", `/posts?author={user}&sort=${sort}`, "user"),
    lists: publicPosts,
  })),
  { operation: "GET /presence", call: "/presence?userIds={user}", expect: () => 200 },
  {
    operation: "DELETE /suggestions/users/{id}",
    call: "/suggestions/users/{user}",
    expect: known(204),
  },
  {
    operation: "GET /media/{id}",
    call: "/media/{avatar}",
    isOpen: true,
    expect: (cell) => knows(cell) ? 200 : { missing: "avatar" },
  },
  staff("GET /admin/users/{id}", "/admin/users/{user}"),
  staff("PUT /admin/users/{id}/roles", "/admin/users/{user}/roles", { roles: ["admin"] }),
  staff("PUT /admin/users/{id}/verified", "/admin/users/{user}/verified", { isVerified: true }),
  edit("PATCH"),
  edit("PUT"),
  { operation: "DELETE /users/{id}/follow", call: "/users/{user}/follow", expect: known(200) },
  { operation: "POST /users/{id}/unfollow", call: "/users/{user}/unfollow", expect: known(200) },
  {
    operation: "DELETE /users/me/followers/{id}",
    call: "/users/me/followers/{user}",
    expect: known(204),
  },
  ...["DELETE /users/{id}/block /block", "POST /users/{id}/unblock /unblock"].map((text): Row => {
    const [method, path, end] = text.split(" ");
    return {
      operation: `${method} ${path}`,
      call: `/users/{user}${end}`,
      expect: blocking("user"),
    };
  }),
  { operation: "POST /users/{id}/mute", call: "/users/{user}/mute", expect: other("user") },
  { operation: "DELETE /users/{id}/mute", call: "/users/{user}/mute", expect: known(200) },
  {
    operation: "PUT /users/me/close-friends/{id}",
    call: "/users/me/close-friends/{user}",
    expect: other("user", 204),
  },
  {
    operation: "DELETE /users/me/close-friends/{id}",
    call: "/users/me/close-friends/{user}",
    expect: known(204),
  },
  decide("accept", "user"),
  decide("reject", "user"),
  decide("accept", "pending"),
  decide("reject", "pending"),
  {
    operation: "DELETE /follows/requests/{userId}",
    call: "/follows/requests/{user}",
    expect: known(200),
  },
];

/** The posts of an account that a viewer without an account sees as well. */
function publicPosts({ account, onlooker }: Cell): string[] {
  return account !== "pia" && seesPost(onlooker, account, "public")
    ? [`${account}_public_caption`]
    : [];
}

function knows({ role, account }: Cell): boolean {
  return roleSeesPerson(role, account);
}

function known(status: number) {
  return (cell: Cell): Expected => knows(cell) ? status : { missing: "user" };
}

/** Nobody may do this to themselves. */
function other(name: string, status = 200) {
  return (cell: Cell): Expected => {
    if (!knows(cell)) return { missing: name };
    return cell.role === "author" ? 422 : status;
  };
}

/** A blocker may still read the block and end it. */
function blocking(name: string) {
  return (cell: Cell): Expected => {
    const isBlocker = cell.role === "blocker" && cell.account !== "fan";
    return knows(cell) || isBlocker ? 200 : { missing: name };
  };
}

/** Only followers may read the lists of a private account; others learn that it exists. */
function listed(name: string) {
  return (cell: Cell): Expected => {
    if (!knows(cell)) return { missing: name };
    return cell.account === "pia" && !roleFollows(cell.role, "pia") ? 403 : 200;
  };
}

function read(operation: string, call: string, name: string): Row {
  const expect = (cell: Cell): Expected => knows(cell) ? 200 : { missing: name };
  return { operation, call, isOpen: true, expect };
}

function edit(method: string): Row {
  return {
    operation: `${method} /users/{id}`,
    call: "/users/{user}",
    body: { bio: "{bio}" },
    expect: (cell) => {
      if (!knows(cell)) return { missing: "user" };
      return cell.role === "author" ? 200 : 403;
    },
  };
}

/** This world has only one follow request: that of `pending` to the private account. */
function decide(decision: string, name: string): Row {
  return {
    operation: `POST /follows/requests/{userId}/${decision}`,
    call: `/follows/requests/{${name}}/${decision}`,
    expect(cell) {
      if (name === "user" && !knows(cell)) return { missing: "user" };
      return name === "pending" && cell.role === "author" && cell.account === "pia" ? 200 : 404;
    },
  };
}
