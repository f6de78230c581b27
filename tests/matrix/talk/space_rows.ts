import type { Cell, Expected, Row } from "../row.ts";
import { forMembers, forSpace, isRoom } from "./expect.ts";
import { type Seat, seatInSpace, seatOf } from "./seats.ts";
import { seesSpacePost } from "./world.ts";

const seesPost = ({ onlooker }: Cell): Expected =>
  seesSpacePost(onlooker) ? 200 : { missing: "spacePost" };
const listsPost = ({ onlooker }: Cell) => seesSpacePost(onlooker) ? ["space_post_caption"] : [];

/** The operations of a space and its rooms. Everything is restored after each change. */
export const SPACE_ROWS: readonly Row[] = [
  { operation: "GET /spaces/{id}", call: "/spaces/{space}", expect: forSpace(200) },
  { operation: "GET /spaces/{id}/members", call: "/spaces/{space}/members", expect: forSpace(200) },
  {
    operation: "GET /spaces/{id}/posts",
    call: "/spaces/{space}/posts",
    expect: forSpace(200),
    lists: listsPost,
  },
  {
    operation: "GET /posts",
    call: "/posts?spaceId={space}",
    expect: forSpace(200),
    lists: listsPost,
  },
  { operation: "GET /posts/{id}", isOpen: true, call: "/posts/{spacePost}", expect: seesPost },
  {
    operation: "GET /posts/{id}/likes",
    isOpen: true,
    call: "/posts/{spacePost}/likes",
    expect: seesPost,
  },
  { operation: "GET /feed", call: "/feed", expect: () => 200, lists: listsPost },
  {
    operation: "GET /search/posts",
    isOpen: true,
    call: "/search/posts?q=zz",
    expect: () => 200,
    lists: listsPost,
  },
  { operation: "GET /search/messages", call: "/search/messages?q=zz&limit=50", expect: () => 200 },
  {
    operation: "GET /search/messages",
    call: "/search/messages?q=zz&spaceId={space}",
    expect: forSpace(200),
  },
  {
    operation: "GET /search/messages",
    call: "/search/messages?q=zz&conversationId={conversation}",
    expect: forMembers(200),
  },
  { operation: "GET /search/spaces", call: "/search/spaces?q=zz", expect: () => 200 },
  { operation: "GET /spaces/{id}/rooms", call: "/spaces/{space}/rooms", expect: forSpace(200) },
  {
    operation: "PATCH /spaces/{id}/rooms/{roomId}",
    call: "/spaces/{space}/rooms/{conversation}",
    body: { position: 3 },
    expect: forSpace(staffOfRoom(200)),
  },
  {
    operation: "DELETE /spaces/{id}/rooms/{roomId}",
    call: "/spaces/{space}/rooms/{conversation}",
    expect: forSpace(staffOfRoom(204)),
  },
];

/** Expects a status for staff, if the conversation is a room; a DM or a group is none. */
function staffOfRoom(status: number) {
  return (cell: Cell): Expected => {
    const seat: Seat = seatInSpace(cell.onlooker);
    if (seat === "member") return 403;
    const sees = isRoom(cell) && seatOf(cell.onlooker, cell.talk!) !== null;
    return sees ? status : { missing: "conversation" };
  };
}
