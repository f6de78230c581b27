import { assertEquals } from "@std/assert";
import { canSeeReceipt, hasReceipts, type Reader } from "../../../domain/conversations/receipts.ts";
import { RECEIPTS_MEMBERS_MAX } from "../../../domain/conversations/limits.ts";
import { newId } from "../../../domain/ids.ts";

const reader = (facts: Partial<Reader> = {}): Reader => ({
  id: newId(),
  isSuspended: false,
  isDeleted: false,
  showsReceipts: true,
  hasAccepted: true,
  ...facts,
});

Deno.test("a receipt needs that both show theirs, have accepted, and that the reader is seen", () => {
  const sees = (own: Reader, other: Reader, hidden = new Set<Reader["id"]>()) =>
    canSeeReceipt(
      {
        userId: own.id,
        following: new Set(),
        hidden,
        closeFriendOf: new Set(),
        granted: new Set(),
        spaces: new Set(),
      },
      own,
      other,
    );
  const [own, other] = [reader(), reader()];
  assertEquals(sees(own, other), true);
  for (const fact of ["showsReceipts", "hasAccepted"] as const) {
    assertEquals(sees(reader({ [fact]: false }), other), false, fact);
    assertEquals(sees(own, reader({ [fact]: false })), false, fact);
  }
  for (const fact of ["isSuspended", "isDeleted"] as const) {
    assertEquals(sees(own, reader({ [fact]: true })), false, fact);
  }
  assertEquals(sees(own, other, new Set([other.id])), false);
});

Deno.test("rooms and large groups have no receipts", () => {
  const of = (kind: "dm" | "group" | "room", membersCount: number) =>
    hasReceipts({ kind, membersCount });
  assertEquals([of("dm", 2), of("group", RECEIPTS_MEMBERS_MAX)], [true, true]);
  assertEquals([of("room", 2), of("group", RECEIPTS_MEMBERS_MAX + 1)], [false, false]);
});
