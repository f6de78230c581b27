import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import type { Id, PostId, SpaceId, UserId } from "../../../domain/ids.ts";
import {
  effectivePrivacy,
  type PersonAudience,
  placementFor,
  type PostAudience,
  PRIVACIES,
  type Viewer,
} from "../../../domain/posts/posts.ts";
import {
  canSeeFollowsOf,
  canSeePost,
  canSeeSharedPost,
  canSeeUser,
} from "../../../domain/posts/visibility.ts";

const [POST_ID, ADA_ID, SPACE_ID] = ["post" as PostId, "ada" as UserId, "space" as SpaceId];
const POST: PostAudience = {
  id: POST_ID,
  authorId: ADA_ID,
  privacy: "public",
  status: "published",
  isDeleted: false,
  isTakenDown: false,
  spaceId: null,
};
const ADA: PersonAudience = { id: ADA_ID, isPrivate: false, isSuspended: false, isDeleted: false };
const PRIVATE_ADA = { ...ADA, isPrivate: true };

const setOf = <Kind extends string>(name?: string) =>
  new Set<Id<Kind>>(name ? [name as Id<Kind>] : []);
const viewer = (name: string, is: Partial<Record<keyof Viewer, string>> = {}): Viewer => ({
  userId: name as UserId,
  following: setOf(is.following),
  hidden: setOf(is.hidden),
  closeFriendOf: setOf(is.closeFriendOf),
  granted: setOf(is.granted),
  spaces: setOf(is.spaces),
});
const ada = viewer("ada");
const granted = viewer("gus", { granted: "post" });
const closeFollower = viewer("fay", { following: "ada", closeFriendOf: "ada" });
const closeStranger = viewer("sam", { closeFriendOf: "ada" });
const follower = viewer("bob", { following: "ada" });
const stranger = viewer("cora", { following: "bob" });
const VIEWERS = [ada, granted, closeFollower, closeStranger, follower, stranger, null];

const audiences = fc.record<PostAudience>({
  id: fc.constant(POST_ID),
  authorId: fc.constant(ADA_ID),
  privacy: fc.constantFrom(...PRIVACIES),
  status: fc.constantFrom("processing", "published", "failed"),
  isDeleted: fc.boolean(),
  isTakenDown: fc.boolean(),
  spaceId: fc.constant(null),
});
const authors = fc.record<PersonAudience>({
  id: fc.constant(ADA_ID),
  isPrivate: fc.boolean(),
  isSuspended: fc.boolean(),
  isDeleted: fc.boolean(),
});

Deno.test("canSeePost shows each audience its posts, and nobody else", () => {
  const seenBy = (author: PersonAudience, privacy: PostAudience["privacy"]) =>
    VIEWERS.map((viewer) => canSeePost(viewer, { ...POST, privacy }, author) ? "+" : "-").join("");
  // Author, granted, close follower, close stranger, follower, stranger, nobody.
  assertEquals(seenBy(ADA, "public"), "+++++++");
  assertEquals(seenBy(ADA, "followers"), "+++-+--");
  assertEquals(seenBy(ADA, "close_friends"), "++++---");
  assertEquals(seenBy(ADA, "private"), "++-----");
  assertEquals(seenBy(PRIVATE_ADA, "public"), "+++-+--");
  assertEquals(seenBy(PRIVATE_ADA, "followers"), "+++-+--");
  assertEquals(seenBy(PRIVATE_ADA, "close_friends"), "+++----");
  assertEquals(seenBy(PRIVATE_ADA, "private"), "++-----");
});

Deno.test("canSeePost shows an unpublished or taken-down post, or one of a hidden author, only to its author", () => {
  for (const viewer of VIEWERS) {
    const isAuthor = viewer === ada;
    for (const status of ["processing", "failed"] as const) {
      assertEquals(canSeePost(viewer, { ...POST, status }, ADA), isAuthor);
    }
    assertEquals(canSeePost(viewer, { ...POST, isTakenDown: true }, ADA), isAuthor);
    assertEquals(canSeePost(viewer, POST, { ...ADA, isSuspended: true }), isAuthor);
    assertEquals(canSeePost(viewer, POST, { ...ADA, isDeleted: true }), isAuthor);
  }
});

Deno.test("canSeePost shows a deleted post to nobody, whatever else holds", () => {
  fc.assert(fc.property(audiences, authors, (audience, author) => {
    for (const viewer of VIEWERS) {
      assertFalse(canSeePost(viewer, { ...audience, isDeleted: true }, author));
    }
  }));
});

Deno.test("a block hides a post from everybody who would see it, except its author", () => {
  fc.assert(fc.property(audiences, authors, (audience, author) => {
    for (const viewer of VIEWERS) {
      if (viewer === null || viewer === ada) continue;
      const blocked = { ...viewer, hidden: new Set([ADA_ID]) };
      assertFalse(canSeePost(blocked, audience, author));
      assertFalse(canSeeUser(blocked, author));
    }
  }));
});

Deno.test("nobody sees more than a viewer with every right but that of the author", () => {
  const everything = viewer("eve", { following: "ada", closeFriendOf: "ada", granted: "post" });
  fc.assert(fc.property(audiences, authors, (audience, author) => {
    for (const viewer of VIEWERS.slice(1)) {
      const isSeen = canSeePost(viewer, audience, author);
      assert(!isSeen || canSeePost(everything, audience, author));
      assert(!isSeen || canSeePost(ada, audience, author));
    }
  }));
});

Deno.test("canSeeSharedPost shows a post with any audience to everybody with a live link", () => {
  fc.assert(fc.property(audiences, authors, fc.boolean(), fc.boolean(), (post, author, ...ends) => {
    const link = { postId: POST_ID, isRevoked: ends[0], isExpired: ends[1] };
    const isShared = !link.isRevoked && !link.isExpired && post.status === "published" &&
      !post.isDeleted && !post.isTakenDown && !author.isSuspended && !author.isDeleted;
    for (const viewer of VIEWERS) {
      assertEquals(canSeeSharedPost(viewer, link, post, author), isShared);
      assertFalse(canSeeSharedPost(viewer, link, { ...post, id: "another" as PostId }, author));
      if (viewer === null || viewer === ada) continue;
      const blocked = { ...viewer, hidden: new Set([ADA_ID]) };
      assertFalse(canSeeSharedPost(blocked, link, post, author));
    }
  }));
});

Deno.test("canSeePost shows a post of a living space to its members alone, whatever its privacy", () => {
  const everything = { following: "ada", closeFriendOf: "ada", granted: "post" };
  const [member, author] = [viewer("mia", { spaces: "space" }), viewer("ada", { spaces: "space" })];
  const outsiders = [...VIEWERS, viewer("eve", everything), viewer("sue", { spaces: "another" })];
  const ofSpace = audiences.map((post) => ({ ...post, spaceId: SPACE_ID }));
  fc.assert(fc.property(ofSpace, authors, fc.boolean(), (post, person, isDeleted) => {
    const space = { isDeleted };
    for (const outsider of outsiders) assertFalse(canSeePost(outsider, post, person, space));
    const isThere = !isDeleted && !post.isDeleted;
    assertEquals(canSeePost(author, post, person, space), isThere);
    const isShown = post.status === "published" && !post.isTakenDown && !person.isSuspended &&
      !person.isDeleted;
    assertEquals(canSeePost(member, post, person, space), isThere && isShown);
    assertFalse(canSeePost({ ...member, hidden: new Set([ADA_ID]) }, post, person, space));
    assertFalse(canSeePost(member, post, person), "a post whose space is not known");
    const link = { postId: POST_ID, isRevoked: false, isExpired: false };
    for (const one of [author, member]) assertFalse(canSeeSharedPost(one, link, post, person));
  }));
});

Deno.test("canSeeFollowsOf shows the lists of a private account to its followers and itself", () => {
  const seenBy = (user: PersonAudience) =>
    VIEWERS.map((viewer) => canSeeFollowsOf(viewer, user) ? "+" : "-").join("");
  assertEquals(seenBy(ADA), "+++++++");
  assertEquals(seenBy(PRIVATE_ADA), "+-+-+--");
  assertEquals(seenBy({ ...ADA, isSuspended: true }), "+------");
  assertEquals(seenBy({ ...ADA, isDeleted: true }), "+------");
});

Deno.test("placementFor makes only public posts' files public", () => {
  for (const author of [ADA, PRIVATE_ADA]) {
    for (const privacy of PRIVACIES) {
      const isForAll = canSeePost(null, { ...POST, privacy }, author);
      assertEquals(placementFor(privacy, author), isForAll ? "public" : "private");
      assertEquals(effectivePrivacy(privacy, author) === "public", isForAll);
    }
  }
});
