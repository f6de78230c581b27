import type { Cell, Expected } from "../row.ts";
import { type Seat, seatInSpace, seatOf } from "./seats.ts";

/** Returns the place of the viewer in the conversation of a cell, or null. */
export function seatIn(cell: Cell): Seat {
  return cell.talk === null ? null : seatOf(cell.onlooker, cell.talk);
}

/** Expects a status for members of the conversation; for others it does not exist. */
export function forMembers(status: number | ((cell: Cell) => Expected), missing = "conversation") {
  return (cell: Cell): Expected => {
    if (seatIn(cell) === null) return { missing };
    return typeof status === "number" ? status : status(cell);
  };
}

/** Expects a status for members of the space; for others it does not exist. */
export function forSpace(status: number | ((cell: Cell) => Expected)) {
  return (cell: Cell): Expected => {
    if (seatInSpace(cell.onlooker) === null) return { missing: "space" };
    return typeof status === "number" ? status : status(cell);
  };
}

/** Returns whether the conversation of a cell is a DM. */
export function isDm({ talk }: Cell): boolean {
  return talk === "dm" || talk === "hidden_dm";
}

/** Returns whether the conversation of a cell is a room. */
export function isRoom({ talk }: Cell): boolean {
  return talk === "room" || talk === "staff_room";
}
