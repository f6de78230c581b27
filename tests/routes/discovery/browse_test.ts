import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import {
  anonymously,
  beginWalk,
  happened,
  refresh,
  say,
  WORDS,
} from "../../helpers/posts/discovery.ts";
import { block, captionsOf, setPrivate } from "../../helpers/people/social.ts";

Deno.test("GET /posts lists public posts, by tag, author and category together", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  await say(ada, "one #lake", { category: "nature" });
  await say(bob, "two #lake", { category: "travel" });
  await say(ada, "three #sea", { category: "Nature" });
  await say(ada, "followers #lake", { privacy: "followers", category: "nature" });
  await say(ada, "four #LAKE #sea", { category: "nature" });
  await refresh(app);
  for (const sort of ["recent", "popular"]) {
    const list = (query: string) => captionsOf(bob, `/posts?sort=${sort}&${query}`);
    assertEquals(await list(""), ["four #LAKE #sea", "three #sea", "two #lake", "one #lake"]);
    assertEquals(await list("tag=lake"), ["four #LAKE #sea", "two #lake", "one #lake"]);
    assertEquals(await list("tag=%23Sea&category=nature"), ["four #LAKE #sea", "three #sea"]);
    assertEquals(await list("author=@bob"), ["two #lake"]);
    assertEquals(await list(`author=${ada.id}&tag=lake&category=nature`), [
      "four #LAKE #sea",
      "one #lake",
    ]);
    assertEquals(await list("tag=nobody"), []);
    assertEquals(await list("author=me"), ["two #lake"]);
  }
  const anonymous = ok(await anonymously(app, "/posts?limit=1"), 200).data;
  assertEquals([anonymous.posts[0].caption, anonymous.posts[0].isLiked], [
    "four #LAKE #sea",
    false,
  ]);
  assertEquals(anonymous.pagination.hasMore, true);
  ok(await bob.post(`/posts/${anonymous.posts[0].postId}/like`), 200);
  assertEquals(ok(await bob.get("/posts?limit=1"), 200).data.posts[0].isLiked, true);

  const { nextCursor } = anonymous.pagination;
  for (const query of ["sort=popular", "tag=lake", "author=@ada"]) {
    const answer = await anonymously(app, `/posts?${query}&cursor=${nextCursor}`);
    assertEquals(errorCode(answer, 400), "invalid_cursor");
  }
  for (const query of ["sort=best", "tag=12", "category=castles", "spaceId=x"]) {
    assertEquals(errorCode(await bob.get(`/posts?${query}`), 400), "validation_failed", query);
  }
  assertEquals(errorCode(await anonymously(app, "/posts?author=me"), 401), "unauthenticated");
});

Deno.test("GET /posts of a hidden author responds like a missing one, and lists omit them", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await say(ada, "Ada's");
  await say(bob, "Bob's");
  await say(cyd, "Cyd's");
  await refresh(app);
  await block(app, ada, bob);
  await setPrivate(app, cyd);
  const missing = await bob.get(`/posts?author=${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.get(`/posts?author=${ada.id}`), missing);
  assertSameAnswer(await bob.get("/posts?author=@ada"), missing);
  assertEquals(errorCode(await bob.get(`/posts?spaceId=${crypto.randomUUID()}`), 404), "not_found");
  for (const sort of ["recent", "popular"]) {
    assertEquals(await captionsOf(bob, `/posts?sort=${sort}`), ["Bob's"]);
    // A private account's posts for followers are not public, not even to them.
    assertEquals(await captionsOf(cyd, `/posts?sort=${sort}&author=@cyd`), []);
  }
  ok(await bob.put("/users/me/muted-words", { words: [{ word: "#quiet" }] }), 200);
  await say(cyd, "mute");
  const [dan] = await app.people("dan");
  await say(dan, "loud #quiet");
  const kept = await say(dan, "fine");
  await refresh(app);
  assertEquals(await captionsOf(bob, "/posts?sort=popular"), ["fine", "Bob's"]);
  ok(await bob.post(`/users/${dan.id}/mute`), 200);
  for (const path of ["/posts", "/posts?sort=popular", "/explore", `/posts?author=${dan.id}`]) {
    assertEquals((await captionsOf(bob, path)).includes("fine"), false, path);
  }
  ok(await bob.get(`/posts/${kept}`), 200);
});

for (
  const path of [
    "/posts",
    "/posts?sort=popular",
    "/posts?tag=lake",
    "/tags/lake/posts?sort=popular",
  ]
) {
  Deno.test(`a walk over ${path} finds each post once that was there throughout`, async () => {
    await using app = await startApp({ env: WORDS });
    const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
    const ids: string[] = [];
    for (const [at, author] of [ada, bob, cyd, ada, bob, ada].entries()) {
      ids.push(await say(author, `${at} #lake`));
      await happened(app, ids[at]!, { hours: 10 - at, likes: at });
    }
    await refresh(app);
    const walk = await beginWalk(dan, path);
    assertEquals(walk.captions, ["5 #lake", "4 #lake"]);
    await say(ada, "new #lake");
    await happened(app, ids[0]!, { hours: 10, likes: 50 });
    await happened(app, ids[5]!, { hours: 5, likes: 0 });
    ok(await ada.delete(`/posts/${ids[3]}`), 204);
    await block(app, cyd, dan);
    await refresh(app);
    assertEquals(await walk.end(), ["5 #lake", "4 #lake", "1 #lake", "0 #lake"]);
    const first = path.includes("popular") ? "0 #lake" : "new #lake";
    assertEquals((await captionsOf(dan, path))[0], first);
  });
}

Deno.test("only the author gives a post its category, from the configured list", async () => {
  await using app = await startApp({ env: { ...WORDS, CATEGORIES: " Still Life, boats,boats ," } });
  const [ada] = await app.people("ada");
  const post = await publish(app, ada, { caption: "x" });
  assertEquals(post.category, null);
  const path = `/posts/${post.postId}`;
  assertEquals(ok(await ada.patch(path, { category: "Boats" }), 200).data.category, "boats");
  assertEquals(ok(await ada.patch(path, { caption: "y" }), 200).data.category, "boats");
  const { body } = await ada.patch(path, { category: "nature" });
  assertEquals(body.error.message, "category: Must be one of: boats, still life.");
  assertEquals(body.error.details[0].path, "category");
  assertEquals(await captionsOf(ada, "/posts?category=boats"), ["y"]);
  const versions = await walkList(ada, `${path}/history`, "versions");
  assertEquals(versions.map((version) => version.category), ["boats", null]);
  assertEquals(ok(await ada.patch(path, { category: null }), 200).data.category, null);
  const wrong = await ada.post("/posts", { caption: "z", category: "nature" });
  assertEquals(errorCode(wrong, 400), "validation_failed");
  await refresh(app);
  assertEquals(ok(await anonymously(app, "/categories"), 200).data.categories, [
    { name: "boats", postsCount: 0 },
    { name: "still life", postsCount: 0 },
  ]);
});
