import { assert, assertEquals, assertFalse } from "@std/assert";
import type { UserId } from "../../../domain/ids.ts";
import {
  NO_VIEWER_STATE,
  viewerState,
  ViewerStates,
} from "../../../domain/engagement/viewer_states.ts";

const [ADA, BOB] = ["ada", "bob"] as [UserId, UserId];
const READ_AT = 1_000_000;
const LIKED = viewerState({ ...NO_VIEWER_STATE, isLiked: true });

const post = (id: string, createdAt: number, authorId = ADA) => ({
  id,
  authorId,
  createdAt: new Date(createdAt),
});
const old = post("old", READ_AT - 1);
const other = post("other", READ_AT - 1);
const fresh = post("fresh", READ_AT + 2);

function known() {
  const known = new ViewerStates(BOB);
  known.learn(new Map([[old.id, LIKED]]), new Date(READ_AT));
  return known;
}

Deno.test("before anything was read, no state is known", () => {
  const nothing = new ViewerStates(BOB);
  assertEquals(nothing.of(old), undefined);
  assertEquals(nothing.of(fresh), undefined);
  assertFalse(nothing.change(fresh, { isLiked: true }));
});

Deno.test("a post that is newer than the read has no state", () => {
  assertEquals(known().of(fresh), NO_VIEWER_STATE);
  assertEquals(known().of(old), LIKED);
  assertEquals(known().of(other), undefined);
});

Deno.test("a viewer's own newer post has to be read: they may have saved the draft", () => {
  const own = post("own", READ_AT + 1000, BOB);
  assertEquals(known().of(own), undefined);
  assertFalse(known().change(own, { isLiked: true }));
});

Deno.test("a post with the time of the read has to be read: times are rounded", () => {
  for (const later of [0, 1]) assertEquals(known().of(post("same", READ_AT + later)), undefined);
});

Deno.test("a later read changes neither the first time nor the known states", () => {
  const twice = known();
  const all = new Map([[old.id, NO_VIEWER_STATE], [other.id, LIKED]]);
  twice.learn(all, new Date(READ_AT + 1000));
  assertEquals([twice.of(old), twice.of(other)], [LIKED, LIKED]);
  assertEquals(twice.of(fresh), NO_VIEWER_STATE);
});

Deno.test("a change is stored for a known or newer post, and for no other", () => {
  const one = known();
  assert(one.change(old, { isSaved: true }));
  assert(one.change(fresh, { isLiked: true }));
  assertFalse(one.change(other, { isLiked: true }));
  assertEquals(one.of(old), viewerState({ isLiked: true, isReposted: false, isSaved: true }));
  assertEquals(one.of(fresh), LIKED);
  assertEquals(one.of(other), undefined);
  assertEquals(one.size, 2);
});
