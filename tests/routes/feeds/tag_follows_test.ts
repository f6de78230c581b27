import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { homeFromPostgres, homeOf, repost } from "../../helpers/posts/reposts.ts";
import { assertNeedToken, block, setPrivate } from "../../helpers/people/social.ts";

Deno.test("a tag is followed once however it is written, listed, and unfollowed", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const change = async (method: string, tag: string) =>
    ok(await ada.send(method, `/tags/${encodeURIComponent(tag)}/follow`), 200).data;
  assertEquals(await change("POST", "#LAKE"), { tag: "lake", isFollowing: true });
  assertEquals(await change("POST", "lake"), { tag: "lake", isFollowing: true });
  assertEquals(await change("POST", "Été"), { tag: "été", isFollowing: true });
  const listed = async () =>
    (await walkList(ada, "/users/me/tags", "tags", 1)).map((one) => one.tag);
  assertEquals(await listed(), ["été", "lake"]);
  assertEquals(await change("DELETE", "Lake"), { tag: "lake", isFollowing: false });
  assertEquals(await change("DELETE", "lake"), { tag: "lake", isFollowing: false });
  assertEquals(await listed(), ["été"]);
  for (const none of ["123", "a b", "a-b", "x".repeat(51)]) {
    const answer = await ada.post(`/tags/${encodeURIComponent(none)}/follow`);
    assertEquals(errorCode(answer, 404), "not_found", none);
  }
  await assertNeedToken(app, [
    ["POST", "/tags/lake/follow"],
    ["DELETE", "/tags/lake/follow"],
    ["GET", "/users/me/tags"],
  ]);
  ok(await ada.get("/users/me/tags?cursor=none"), 400);
});

Deno.test("a user follows at most 200 tags, even if the last two are followed at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await app.ctx.sql`
    insert into tag_follows (id, user_id, tag)
    select gen_random_uuid(), ${ada.id}, 't' || n from generate_series(1, 199) n`;
  const answers = await Promise.all(["one", "two"].map((tag) => ada.post(`/tags/${tag}/follow`)));
  assertEquals(answers.map(({ status }) => status).sort(), [200, 422]);
});

Deno.test("public posts with a followed tag are in the home feed, each once, until it is unfollowed", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, cyd, ada);
  await publish(app, bob, { caption: "old #lake" });
  assertEquals(await homeOf(cyd), []);
  ok(await cyd.post("/tags/lake/follow"), 200);
  assertEquals(await homeOf(cyd), ["old #lake"]);
  await publish(app, ada, { caption: "hers #lake #sea" });
  await publish(app, bob, { caption: "his #lake #sea" });
  await publish(app, bob, { caption: "closed #lake", privacy: "followers" });
  const plain = await publish(app, bob, { caption: "plain" });
  ok(await cyd.post("/tags/sea/follow"), 200);
  const three = ["his #lake #sea", "hers #lake #sea", "old #lake"];
  for (const limit of [1, 2, 50]) assertEquals(await homeOf(cyd, limit), three);
  await app.settled();
  assertEquals(await homeOf(cyd), three);
  assertEquals(await homeFromPostgres(app, cyd), three);

  ok(await bob.patch(`/posts/${plain.postId}`, { tags: ["sea"] }), 200);
  assertEquals(await homeOf(cyd), ["plain", ...three]);
  await repost(app, ada, plain.postId);
  assertEquals(await homeOf(cyd), ["plain", ...three], "it stands by itself");
  ok(await bob.patch(`/posts/${plain.postId}`, { tags: [] }), 200);
  assertEquals(await homeOf(cyd), ["plain by ada", ...three]);
  ok(await bob.delete(`/posts/${plain.postId}`), 204);
  assertEquals(await homeOf(cyd), three);

  ok(await cyd.put("/users/me/muted-words", { words: [{ word: "#sea" }] }), 200);
  assertEquals(await homeOf(cyd), ["old #lake"]);
  ok(await cyd.put("/users/me/muted-words", { words: [] }), 200);
  ok(await cyd.post(`/users/${bob.id}/mute`), 200);
  assertEquals(await homeOf(cyd), ["hers #lake #sea"]);
  ok(await cyd.delete(`/users/${bob.id}/mute`), 200);
  await setPrivate(app, bob);
  assertEquals(await homeOf(cyd), ["hers #lake #sea"]);
  await setPrivate(app, bob, false);
  assertEquals(await homeOf(cyd), three);
  ok(await cyd.delete("/tags/sea/follow"), 200);
  assertEquals(await homeOf(cyd), three);
  ok(await cyd.delete("/tags/lake/follow"), 200);
  assertEquals(await homeOf(cyd), ["hers #lake #sea"]);
  ok(await cyd.post("/tags/lake/follow"), 200);
  await block(app, bob, cyd);
  assertEquals(await homeOf(cyd), ["hers #lake #sea"]);
});

Deno.test("a followed tag with more posts than are cached is walked to its first post", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, cyd, ada);
  ok(await cyd.post("/tags/lake/follow"), 200);
  for (let n = 0; n < 70; n++) {
    await publish(app, n % 10 === 0 ? ada : bob, { caption: `${n} #lake` });
  }
  await app.settled();
  const expected = Array.from({ length: 70 }, (_, n) => `${69 - n} #lake`);
  assertEquals(await homeOf(cyd, 17), expected);
});

Deno.test("a picture that is ready late adds its post to its tags in the order of feeds", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  ok(await bob.post("/tags/lake/follow"), 200);
  const { postId } = await publish(app, ada, { caption: "first #lake" });
  const { sql } = app.ctx;
  await publish(app, ada, { caption: "second #lake" });
  assertEquals(await homeOf(bob), ["second #lake", "first #lake"]);
  await sql`update posts set sort_id = ${
    crypto.randomUUID().replace(/^./, "f")
  } where id = ${postId}`;
  app.ctx.cache.clear();
  assertEquals(await homeOf(bob), ["first #lake", "second #lake"]);
});
