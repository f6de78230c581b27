import { assert, assertEquals, assertFalse, assertMatch, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { IdSequence, idTime, isId, LAST_ID, newId, siblingId } from "../../domain/ids.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

Deno.test("newId makes UUIDv7s that are all different and sorted by creation", () => {
  const ids = Array.from({ length: 20_000 }, () => newId());
  for (const id of ids) assertMatch(id, UUID_V7);
  assertEquals(ids.toSorted(), ids);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("IdSequence keeps its order when the clock goes back and when a millisecond is full", () => {
  const sequence = new IdSequence();
  const now = Date.now();
  const times = [...Array.from({ length: 6000 }, () => now), now - 500, now + 9];
  const ids = times.map((time) => sequence.next(time));
  assertEquals(ids.toSorted(), ids);
  assertEquals(new Set(ids).size, ids.length);
  assertEquals(idTime(ids[0]!), now);
});

Deno.test("idTime returns the time of an id", () => {
  const later = Date.now() + 1_000_000;
  assertEquals(idTime(new IdSequence().next(later)), later);
});

Deno.test("isId takes canonical UUIDs only", () => {
  const id = newId();
  assert(isId(id));
  assert(isId(LAST_ID));
  const others = [LAST_ID.toUpperCase(), `{${id}}`, id.replaceAll("-", ""), `${id} `, "me", ""];
  for (const text of others) assertFalse(isId(text), text);
  assertFalse(isId(`${id}\n`));
});

Deno.test("siblingId returns the same ids again, each different and of the same time", () => {
  fc.assert(fc.property(fc.uuid({ version: 7 }), fc.nat(1000), fc.nat(1000), (id, a, b) => {
    assertEquals(siblingId(id, a), siblingId(id, a));
    assert(isId(siblingId(id, a)));
    assertEquals(idTime(siblingId(id, a)), idTime(id));
    if (a !== b) assertNotEquals(siblingId(id, a), siblingId(id, b));
  }));
  assertEquals(siblingId(LAST_ID, 1), "ffffffff-ffff-ffff-ffff-000000000000");
});
