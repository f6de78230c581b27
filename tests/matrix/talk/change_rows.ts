import { seesPerson } from "../expectations.ts";
import type { Cell, Expected, Row } from "../row.ts";
import { forMembers, isDm, seatIn } from "./expect.ts";
import { SENDERS } from "./seats.ts";

const FIRE = encodeURIComponent("🔥");
const NAMES = ["message", "otherMessage"] as const;

/** The operations that change messages, for the message of ada and that of somebody else. */
export const CHANGE_ROWS: readonly Row[] = NAMES.flatMap((name): Row[] => [
  ...(["PATCH", "PUT"] as const).map((method): Row => ({
    operation: `${method} /messages/{id}`,
    call: `/messages/{${name}}`,
    body: { body: "Hello" },
    expect: ofMessage(name, (cell) => isSender(cell, name) ? 200 : 403, 410),
  })),
  ...(["GET", "PUT", "DELETE"] as const).map((method): Row => ({
    operation: `${method} /messages/{id}/reactions/{emoji}`,
    call: `/messages/{${name}}/reactions/${FIRE}`,
    expect: ofMessage(name, () => 200, method === "GET" ? 200 : 410),
  })),
  {
    operation: "POST /moderation/messages/{id}/flag",
    call: `/moderation/messages/{${name}}/flag`,
    body: { reason: "spam" },
    expect: ofMessage(name, (cell) => isSender(cell, name) ? 422 : 201, { missing: name }),
  },
  {
    operation: "DELETE /messages/{id}",
    call: `/messages/{${name}}`,
    expect: ofMessage(name, (cell) => mayDelete(cell, name) ? 204 : 403, 403),
  },
]);

type Name = (typeof NAMES)[number];

/** Expects a response of those who see the message, and one of members from whom it is hidden. */
function ofMessage(name: Name, seen: (cell: Cell) => Expected, hidden: Expected) {
  return forMembers(
    (cell) => seesPerson(cell.onlooker, senderOf(cell, name)) ? seen(cell) : hidden,
    name,
  );
}

function senderOf({ talk }: Cell, name: Name) {
  return SENDERS[talk!][name === "message" ? 0 : 1]!;
}

function isSender(cell: Cell, name: Name): boolean {
  return cell.onlooker === senderOf(cell, name);
}

/** The owner of a group may delete everything, the staff of a space what people below wrote. */
function mayDelete(cell: Cell, name: Name): boolean {
  if (isSender(cell, name)) return true;
  if (isDm(cell)) return false;
  // Nobody is below a moderator but members, and neither message is one of theirs.
  return seatIn(cell) === "owner";
}
