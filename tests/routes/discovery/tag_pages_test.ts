import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertMissing, captionsOf, setPrivate } from "../../helpers/people/social.ts";
import { errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";
import { anonymously, happened, refresh, say, WORDS } from "../../helpers/posts/discovery.ts";
import { suspend, takeDown, withModerators } from "../../helpers/people/moderation.ts";
import { aJpeg, fileOf, runMedia, sendForm } from "../../helpers/media/uploads.ts";

Deno.test("the page of a tag has all public posts with it, however it is written", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await say(ada, "one #Café");
  await say(ada, "followers #café", { privacy: "followers" });
  const edited = await say(ada, "two", { tags: ["CAFÉ"] });
  await say(bob, "three #cafés");
  for (const tag of ["café", "CAFÉ", "%23Café", encodeURIComponent("cafe\u0301")]) {
    assertEquals(await captionsOf(bob, `/tags/${tag}/posts`), ["two", "one #Café"], tag);
  }
  assertEquals(ok(await anonymously(app, "/tags/caf%C3%A9/posts"), 200).data.posts.length, 2);
  assertEquals(await captionsOf(bob, "/tags/nothing/posts"), []);
  ok(await ada.patch(`/posts/${edited}`, { tags: ["tea"] }), 200);
  assertEquals(await captionsOf(bob, "/tags/café/posts"), ["one #Café"]);
  assertEquals(await captionsOf(bob, "/tags/tea/posts"), ["two"]);
  await assertMissing(bob, ["123", "no%20tag"], (tag) => [["GET", `/tags/${tag}/posts`]]);
  assertEquals(errorCode(await bob.get("/tags/tea/posts?sort=x"), 400), "validation_failed");
});

Deno.test("posts are on the page of a tag by publication, not by creation", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  const image = fileOf(await aJpeg(40, 30));
  ok(await sendForm(ada, "/images/upload", { image, caption: "slow #lake" }), 201);
  await say(ada, "quick #lake");
  assertEquals(await captionsOf(ada, "/tags/lake/posts"), ["quick #lake"]);
  await runMedia(app);
  assertEquals(await captionsOf(ada, "/tags/lake/posts"), ["slow #lake", "quick #lake"]);
});

Deno.test("a tag trends when several people use it, however often one does", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd, spam] = await app.people("ada", "bob", "cyd", "spam");
  const trending = async () => {
    await refresh(app);
    const all = await walkList(ada, "/tags/trending", "tags", 1);
    return all.map(({ tag, postsCount }) => `${tag} ${postsCount}`);
  };
  assertEquals(await trending(), []);
  for (let n = 0; n < 5; n++) await say(spam, "Buy! #spam");
  for (const person of [ada, bob, cyd]) await say(person, "#lake #sea");
  await say(bob, "again #lake");
  await say(spam, "#sea #spam");
  for (const person of [ada, bob]) {
    await happened(app, await say(person, "#old"), { hours: 25 });
    await happened(app, await say(person, "#morning"), { hours: 20 });
    await say(person, "#evening");
    await say(person, "hidden #secret", { privacy: "followers" });
  }
  assertEquals(await trending(), ["sea 4", "lake 4", "evening 2", "morning 2"]);
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "#sea" }, { word: "#x" }] }), 200);
  assertEquals(await trending(), ["lake 4", "evening 2", "morning 2"]);
  const { tags } = ok(await anonymously(app, "/tags/trending"), 200).data;
  assertEquals(tags[0], { tag: "sea", postsCount: 4 });
});

Deno.test("hidden posts make no tag trend, and a walk over tags is one epoch", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const { mona } = await withModerators(app);
  const down = await say(ada, "#down");
  await say(bob, "#down #private #gone");
  await say(cyd, "#private #suspended");
  await say(ada, "#suspended #stays #also");
  await say(dan, "#gone #stays #also");
  const gone = await say(ada, "#gone");
  await refresh(app);
  const first = ok(await dan.get("/tags/trending?limit=1"), 200).data;
  await takeDown(mona, "posts", down);
  await setPrivate(app, bob);
  await suspend(mona, cyd);
  ok(await ada.delete(`/posts/${gone}`), 204);
  await refresh(app);
  const now = await walkList(dan, "/tags/trending", "tags", 1);
  assertEquals(now.map(({ tag }) => tag), ["also", "stays"]);
  const { nextCursor } = first.pagination;
  const rest = ok(await dan.get(`/tags/trending?cursor=${nextCursor}`), 200).data.tags;
  const walked = [...first.tags, ...rest].map(({ tag }: { tag: string }) => tag);
  assertEquals(walked.toSorted(), ["also", "down", "gone", "private", "stays", "suspended"]);
});
