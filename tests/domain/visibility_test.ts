import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { placementFor, type PostAudience, PRIVACIES } from "../../domain/posts.ts";
import { canSeePost } from "../../domain/visibility.ts";

const POST: PostAudience = {
  authorId: "ada",
  privacy: "public",
  status: "published",
  isDeleted: false,
};
const ada = { userId: "ada", following: new Set<string>() };
const follower = { userId: "bob", following: new Set(["ada"]) };
const stranger = { userId: "cora", following: new Set(["bob"]) };
const VIEWERS = [ada, follower, stranger, null];

const audiences = fc.record<PostAudience>({
  authorId: fc.constant("ada"),
  privacy: fc.constantFrom(...PRIVACIES),
  status: fc.constantFrom("processing", "published", "failed"),
  isDeleted: fc.boolean(),
});

Deno.test("canSeePost shows each audience its posts, and nobody else", () => {
  const seenBy = (privacy: PostAudience["privacy"]) =>
    VIEWERS.map((viewer) => canSeePost(viewer, { ...POST, privacy }));
  assertEquals(seenBy("public"), [true, true, true, true]);
  assertEquals(seenBy("followers"), [true, true, false, false]);
  assertEquals(seenBy("close_friends"), [true, false, false, false]);
  assertEquals(seenBy("private"), [true, false, false, false]);
});

Deno.test("canSeePost shows a post that is not published to its author alone", () => {
  for (const status of ["processing", "failed"] as const) {
    assert(canSeePost(ada, { ...POST, status }));
    for (const viewer of [follower, stranger, null]) {
      assertFalse(canSeePost(viewer, { ...POST, status }));
    }
  }
});

Deno.test("canSeePost shows a deleted post to nobody, whatever else it is", () => {
  fc.assert(fc.property(audiences, (audience) => {
    for (const viewer of VIEWERS) {
      assertFalse(canSeePost(viewer, { ...audience, isDeleted: true }));
    }
  }));
});

Deno.test("canSeePost shows a stranger nothing that it does not show a follower", () => {
  fc.assert(fc.property(audiences, (audience) => {
    const seen = VIEWERS.map((viewer) => canSeePost(viewer, audience));
    for (const [index, sees] of seen.entries()) assert(index === 0 || seen[index - 1] || !sees);
  }));
});

Deno.test("placementFor puts only what everybody sees where everybody can get it", () => {
  for (const privacy of PRIVACIES) {
    const isForAll = canSeePost(null, { ...POST, privacy });
    assertEquals(placementFor(privacy), isForAll ? "public" : "private");
  }
});
