import { assertEquals, assertNotEquals } from "@std/assert";
import { homeSources } from "../../../reads/feeds/home.ts";
import { startApp } from "../../helpers/app/app.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { say, WORDS } from "../../helpers/posts/discovery.ts";
import { repost, undoRepost } from "../../helpers/posts/reposts.ts";

const postsOf = async (person: Person) => ok(await person.get("/feed"), 200).data.posts;

Deno.test("a cached feed stays the same until something in it changes", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "one" });
  await app.settled();
  const changes = {
    likesCount: () => cora.post(`/posts/${postId}/like`),
    isLiked: () => bob.post(`/posts/${postId}/like`),
    commentsCount: () => cora.post(`/posts/${postId}/comments`, { content: "oh" }),
    caption: () => ada.patch(`/posts/${postId}`, { caption: "two" }),
  };
  for (const [field, change] of Object.entries(changes)) {
    const [before] = await postsOf(bob);
    assertEquals(await postsOf(bob), [before]);
    await change();
    const [after] = await postsOf(bob);
    assertNotEquals(after[field], before[field]);
  }
});

Deno.test("a cached feed loses what it may not show with the acknowledgement", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await publish(app, ada, { caption: "one" });
  const { postId } = await publish(app, ada, { caption: "two" });
  await app.settled();
  const captions = async () =>
    (await postsOf(bob)).map((post: { caption: string }) => post.caption);
  assertEquals(await captions(), ["two", "one"]);
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertEquals(await captions(), ["one"]);
  ok(await bob.post("/users/@ada/unfollow"), 200);
  assertEquals(await captions(), []);
});

Deno.test("a cached feed is made anew when its reader has to be marked as active again", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const reading = app.ctx.cache.reading();
  const { state } = await homeSources(app.ctx, reading, ada.id);
  assertEquals(reading.validUntil, state.assembled!.activeAt + 60 * 60 * 1000);
});

for (const [kind, env] of [["written", {}], ["merged", { FANOUT_LIMIT: "0" }]] as const) {
  Deno.test(`a cached feed of ${kind} posts is what would be made anew, after any change`, async () => {
    await using app = await startApp({ env: { ...WORDS, ...env } });
    const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
    for (const followee of [ada, dan]) await follow(app, bob, followee);
    ok(await bob.post("/tags/lake/follow"), 200);
    const parent = await say(cyd, "Cyd's");
    const mention = await say(ada, "hello @cyd");
    const reply = await say(ada, "a reply", { parentPostId: parent });
    const tagged = await say(eve, "Eve's #lake");
    const shared = await say(eve, "another of Eve's");
    await repost(app, dan, shared);
    const showFace = async (person: Person) => {
      const avatarMediaId = await insertReadyMedia(app.ctx.sql, person.id, "public");
      await person.patch("/users/me", { avatarMediaId });
    };
    const changes: Record<string, () => Promise<unknown>> = {
      "a like of another": () => cyd.post(`/posts/${mention}/like`),
      "a like": () => bob.post(`/posts/${tagged}/like`),
      "a save": () => bob.put(`/posts/${reply}/save`),
      "a comment": () => cyd.post(`/posts/${reply}/comments`, { content: "oh" }),
      "an edit": () => ada.patch(`/posts/${mention}`, { caption: "hi @cyd" }),
      "a picture of an author": () => showFace(eve),
      "a picture of a reposter": () => showFace(dan),
      "a block by somebody mentioned": () => cyd.post(`/users/${bob.id}/block`),
      "the end of a block": () => cyd.delete(`/users/${bob.id}/block`),
      "a narrower audience of a parent": () =>
        cyd.patch(`/posts/${parent}`, { privacy: "private" }),
      "a mute of a reposter": () => bob.post(`/users/${dan.id}/mute`),
      "the end of a mute": () => bob.delete(`/users/${dan.id}/mute`),
      "an undone repost": () => undoRepost(app, dan, shared),
      "a repost": () => repost(app, dan, shared),
      "a muted word": () => bob.put("/users/me/muted-words", { words: [{ word: "reply" }] }),
      "a private account": () => eve.patch("/users/me", { isPrivate: true }),
      "a public account": () => eve.patch("/users/me", { isPrivate: false }),
      "another post with a tag": () => say(cyd, "Cyd's #lake"),
      "a tag that is taken off": () => eve.patch(`/posts/${tagged}`, { caption: "dry" }),
      "a new post": () => say(ada, "new"),
      "a deleted post": () => ada.delete(`/posts/${mention}`),
      "a follow that ends": () => bob.post(`/users/${ada.id}/unfollow`),
    };
    let before = await postsOf(bob);
    for (const [name, change] of Object.entries(changes)) {
      assertEquals(await postsOf(bob), before, `before ${name}`);
      await change();
      await app.settled();
      const after = await postsOf(bob);
      assertNotEquals(after, before, name);
      app.ctx.cache.clear();
      assertEquals(after, await postsOf(bob), name);
      before = after;
    }
  });
}
