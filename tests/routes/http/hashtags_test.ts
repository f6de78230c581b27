import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { ok, publish, walkList } from "../../helpers/people/steps.ts";
import { refresh, say, WORDS } from "../../helpers/posts/discovery.ts";
import { homeFromPostgres, homeOf } from "../../helpers/posts/reposts.ts";
import { captionsOf } from "../../helpers/people/social.ts";

const paths = (tag: string) => [
  `/tags/${encodeURIComponent(tag)}/posts`,
  `/posts?tag=${encodeURIComponent(tag)}`,
  `/search/posts?tags=${encodeURIComponent(tag)}`,
];

Deno.test("a tag is one on its page, in searches and in feeds, however it is spelled", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const kinds = [
    ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"],
    ["Größe", "GRÖSSE", "grosse"],
    ["می‌خواهم", "میخواهم"],
    ["ශ්‍රී", "ශ්රී"],
    ["🎉", "🎉️"],
  ];
  for (const spellings of kinds) {
    const captions: string[] = [];
    for (const [n, one] of spellings.entries()) {
      const caption = n % 2 === 0 ? `by ＃${one}` : `by ${one}`;
      await say(n % 2 === 0 ? ada : bob, caption, n % 2 === 0 ? {} : { tags: [one] });
      captions.unshift(caption);
    }
    for (const one of spellings) {
      for (const path of paths(one)) {
        assertEquals((await captionsOf(cyd, path)).sort(), captions.toSorted(), `${one}: ${path}`);
      }
    }
    ok(await cyd.post(`/tags/${encodeURIComponent(spellings.at(-1)!)}/follow`), 200);
    assertEquals(await homeOf(cyd), captions);
    assertEquals(await homeFromPostgres(app, cyd), captions);
    ok(await cyd.delete(`/tags/${encodeURIComponent(spellings[0]!)}/follow`), 200);
  }
  assertEquals(await homeOf(cyd), []);
});

Deno.test("a post shows its tags as its author spells them, and a tag trends as most people do", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const postId = await say(ada, "one #Größe #GRÖSSE", { tags: ["Été"] });
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.tags, ["été", "größe"]);
  await say(bob, "two #größe");
  await say(cyd, "three #grosse");
  await refresh(app);
  const trending = await walkList(ada, "/tags/trending", "tags");
  assertEquals(trending, [{ tag: "größe", postsCount: 3 }]);
  for (const word of ["#GROSSE", "grosse"]) {
    ok(await ada.put("/users/me/muted-words", { words: [{ word }] }), 200);
    assertEquals(await walkList(ada, "/tags/trending", "tags"), [], word);
  }
});

Deno.test("a hashtag that is edited out leaves its page, searches and feeds; a named tag stays", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, cyd] = await app.people("ada", "cyd");
  for (const tag of ["lake", "dawn", "sea"]) ok(await cyd.post(`/tags/${tag}/follow`), 200);
  const postId = await say(ada, "old #lake", { tags: ["dawn"] });
  for (const path of paths("lake")) assertEquals(await captionsOf(cyd, path), ["old #lake"]);
  assertEquals(await homeOf(cyd), ["old #lake"]);

  ok(await ada.patch(`/posts/${postId}`, { caption: "new #sea" }), 200);
  assertEquals(ok(await cyd.get(`/posts/${postId}`), 200).data.tags, ["dawn", "sea"]);
  for (const path of [...paths("lake"), "/search/posts?q=lake"]) {
    assertEquals(await captionsOf(cyd, path), [], path);
  }
  for (const path of [...paths("sea"), ...paths("dawn")]) {
    assertEquals(await captionsOf(cyd, path), ["new #sea"], path);
  }
  ok(await cyd.delete("/tags/dawn/follow"), 200);
  assertEquals(await homeOf(cyd), ["new #sea"]);
  ok(await ada.patch(`/posts/${postId}`, { caption: "plain" }), 200);
  assertEquals(await homeOf(cyd), []);
  assertEquals(await homeFromPostgres(app, cyd), []);

  ok(await ada.patch(`/posts/${postId}`, { tags: [] }), 200);
  assertEquals(ok(await cyd.get(`/posts/${postId}`), 200).data.tags, []);
  const history = await walkList(ada, `/posts/${postId}/history`, "versions");
  assertEquals(history.map((version) => version.tags), [["dawn"], ["dawn", "sea"], [
    "dawn",
    "lake",
  ]]);
});

Deno.test("the tags of a comment are those of its text, and have pages", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { caption: "Lake" });
  const path = `/posts/${postId}/comments`;
  const content = "Lovely #Größe, see https://x.example/#part #größe ＃東京";
  const comment = ok(await bob.post(path, { content }), 201).data;
  assertEquals(comment.tags, ["größe", "東京"]);
  assertEquals((await walkList(ada, path, "comments"))[0].tags, ["größe", "東京"]);
  for (const tag of comment.tags) ok(await ada.get(`/tags/${encodeURIComponent(tag)}/posts`), 200);
  const edited = ok(await bob.patch(`${path}/${comment.commentId}`, { content: "#sea" }), 200).data;
  assertEquals(edited.tags, ["sea"]);
});
