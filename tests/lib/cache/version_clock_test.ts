import { assert, assertFalse } from "@std/assert";
import { slotsOf, VersionClock } from "../../../lib/cache/version_clock.ts";
import { newId } from "../../../domain/ids.ts";

Deno.test("a change is seen in its slot from every version before it, and from none after", () => {
  const clock = new VersionClock();
  const [one, other] = [
    "00000000-0000-7000-8000-00000000aaaa",
    "00000000-0000-7000-8000-00000000bbbb",
  ];
  const before = clock.now();
  clock.bump(one);
  assertFalse(clock.isUnchangedSince(before, slotsOf([other, one])));
  assert(clock.isUnchangedSince(before, slotsOf([other])));
  assert(clock.isUnchangedSince(clock.now(), slotsOf([other, one])));
});

Deno.test("no change is ever missed, whatever the ids", () => {
  const clock = new VersionClock();
  const ids = Array.from({ length: 2000 }, newId);
  for (const id of ids) {
    const before = clock.now();
    clock.bump(id);
    assertFalse(clock.isUnchangedSince(before, slotsOf([id])));
  }
});

Deno.test("when anything may have changed, everything has", () => {
  const clock = new VersionClock();
  const before = clock.now();
  clock.bumpAll();
  assertFalse(clock.isUnchangedSince(before, slotsOf([])));
  assert(clock.isUnchangedSince(clock.now(), slotsOf([newId()])));
});
