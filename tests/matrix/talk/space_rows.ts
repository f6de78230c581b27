import type { Cell, Expected, Row } from "../row.ts";
import { forSpace, isRoom } from "./expect.ts";
import { type Seat, seatInSpace, seatOf } from "./seats.ts";

/** The operations of a space and its rooms. Everything is restored after each change. */
export const SPACE_ROWS: readonly Row[] = [
  { operation: "GET /spaces/{id}", call: "/spaces/{space}", expect: forSpace(200) },
  { operation: "GET /spaces/{id}/members", call: "/spaces/{space}/members", expect: forSpace(200) },
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
