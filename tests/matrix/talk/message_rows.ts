import { seesPerson } from "../expectations.ts";
import type { Cell, Expected, Row } from "../row.ts";
import { forMembers, isRoom, seatIn } from "./expect.ts";

/** The operations of messages. Everything is restored after each change. */
export const MESSAGE_ROWS: readonly Row[] = [
  ...["", "?limit=1", "?after=0", "?before=2", "?around=2"].map(page),
  page("?around={message}"),
  page("?before={otherMessage}"),
  ...["message", "otherMessage"].map((name): Row => ({
    operation: "GET /messages/{id}",
    call: `/messages/{${name}}`,
    expect: forMembers(200, name),
  })),
  {
    operation: "GET /messages/history/dm/{userId}",
    call: "/messages/history/dm/{follower}",
    expect: ({ onlooker }) => seesPerson(onlooker, "follower") ? 200 : { missing: "follower" },
  },
  {
    operation: "GET /messages/history/dm/{userId}",
    call: "/messages/history/dm/{blocked}",
    expect: ({ onlooker }) => seesPerson(onlooker, "blocked") ? 200 : { missing: "blocked" },
  },
  {
    operation: "GET /messages/history/group/{groupId}",
    call: "/messages/history/group/{conversation}",
    expect: inKind(({ talk }) => talk === "group"),
  },
  {
    operation: "GET /messages/history/space/{spaceId}/room/{roomId}",
    call: "/messages/history/space/{space}/room/{conversation}",
    expect: inKind(isRoom),
  },
  sending({}),
  sending({ parentId: "{otherMessage}" }),
  sending({ body: "Hello @zz_friend_zz and @all" }),
];

function page(query: string): Row {
  return {
    operation: "GET /conversations/{id}/messages",
    call: `/conversations/{conversation}/messages${query}`,
    expect: forMembers(200),
  };
}

function sending(message: Record<string, unknown>): Row {
  return {
    operation: "POST /conversations/{id}/messages",
    call: "/conversations/{conversation}/messages",
    body: { clientId: "new", body: "Hello", ...message },
    expect: forMembers(201),
  };
}

/** Expects a page in one kind of conversation. A conversation of another kind is not there. */
function inKind(isOfKind: (cell: Cell) => boolean) {
  return (cell: Cell): Expected =>
    isOfKind(cell) && seatIn(cell) !== null ? 200 : { missing: "conversation" };
}
