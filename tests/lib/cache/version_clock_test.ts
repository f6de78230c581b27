import { assert, assertFalse } from "@std/assert";
import { ChangeClock, slotsOf } from "../../../lib/cache/version_clock.ts";
import { newId } from "../../../domain/ids.ts";

Deno.test("a change is seen in its slot from every moment before it, and from none after", () => {
  const clock = new ChangeClock();
  const [one, other] = [
    "00000000-0000-7000-8000-00000000aaaa",
    "00000000-0000-7000-8000-00000000bbbb",
  ];
  const before = clock.now();
  clock.note(one);
  assertFalse(clock.isUnchangedSince(before, slotsOf([other, one])));
  assert(clock.isUnchangedSince(before, slotsOf([other])));
  assert(clock.isUnchangedSince(clock.now(), slotsOf([other, one])));
});

Deno.test("no change is ever missed, whichever ids there are", () => {
  const clock = new ChangeClock();
  const ids = Array.from({ length: 2000 }, newId);
  for (const id of ids) {
    const before = clock.now();
    clock.note(id);
    assertFalse(clock.isUnchangedSince(before, slotsOf([id])));
  }
});

Deno.test("where anything may have changed, everything has", () => {
  const clock = new ChangeClock();
  const before = clock.now();
  clock.noteAll();
  assertFalse(clock.isUnchangedSince(before, slotsOf([])));
  assert(clock.isUnchangedSince(clock.now(), slotsOf([newId()])));
});
