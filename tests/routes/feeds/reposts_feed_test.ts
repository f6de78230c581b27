import { assertEquals } from "@std/assert";
import { deleteExpired } from "../../../jobs/operations/delete_expired.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { wipeKv } from "../../helpers/app/kv.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import {
  homeFromPostgres,
  homeOf,
  inShort,
  repost,
  undoRepost,
} from "../../helpers/posts/reposts.ts";
import { block, setPrivate } from "../../helpers/people/social.ts";

/** Checks that every way to the feed is equal: from rows, rebuilt, and from Postgres alone. */
async function assertHome(app: TestApp, person: Person, expected: string[]): Promise<void> {
  assertEquals(await homeOf(person), expected, "as it was kept");
  assertEquals(await homeOf(person, 1), expected, "by single posts");
  await wipeKv(app);
  assertEquals(await homeOf(person), expected, "rebuilt");
  assertEquals(await homeFromPostgres(app, person), expected, "from Postgres");
}

for (const [kind, env] of [["written", {}], ["merged", { FANOUT_LIMIT: "0" }]] as const) {
  Deno.test(`reposts that are ${kind} are in followers' feeds, one entry for each post`, async () => {
    await using app = await startApp({ env });
    const [star, ada, bob, cyd] = await app.people("star", "ada", "bob", "cyd");
    for (const followee of [ada, bob]) await follow(app, cyd, followee);
    assertEquals(await homeOf(cyd), []);
    const old = await publish(app, star, { caption: "old" });
    const other = await publish(app, star, { caption: "other" });
    await publish(app, ada, { caption: "new" });
    await repost(app, ada, old.postId);
    assertEquals(await homeOf(cyd), ["old by ada", "new"]);
    await repost(app, bob, other.postId);
    await repost(app, bob, old.postId);
    await repost(app, cyd, old.postId);
    await assertHome(app, cyd, ["other by bob", "old by ada +1", "new"]);
    const { data } = ok(await cyd.get("/feed"), 200);
    const { at, ...by } = data.posts[1].repostedBy;
    assertEquals(by, { userId: ada.id, username: "ada", avatar: null, count: 2 });
    assertEquals(Math.abs(Date.parse(at) - Date.now()) < 60_000, true);
    assertEquals([data.posts[1].isReposted, "repostedBy" in data.posts[2]], [true, false]);
    const rows = app.ctx.kv.list({ prefix: ["user", cyd.id, "feed"] }, { limit: 2, reverse: true });
    for await (const { key } of rows) await app.ctx.kv.delete(key);
    app.ctx.actors.evictAll();
    ok(await cyd.post("/feed/refresh"), 202);
    assertEquals(await homeOf(cyd), ["other by bob", "old by ada +1", "new"]);

    // The place of the first repost stays while another repost exists.
    await undoRepost(app, ada, old.postId);
    await assertHome(app, cyd, ["other by bob", "old by bob", "new"]);
    await undoRepost(app, bob, old.postId);
    await assertHome(app, cyd, ["other by bob", "new"]);
    await repost(app, ada, old.postId);
    await assertHome(app, cyd, ["other by bob", "old by ada", "new"]);

    // A post by a followed author keeps the place of its publication.
    await follow(app, cyd, star);
    await assertHome(app, cyd, ["new", "other", "old"]);
    ok(await cyd.delete(`/users/${star.id}/follow`), 200);
    await assertHome(app, cyd, ["other by bob", "old by ada", "new"]);
    await follow(app, star, ada);
    await assertHome(app, star, ["new", "other", "old"]);
    const profile = ok(await cyd.get(`/users/${ada.id}/posts`), 200).data.posts;
    assertEquals(inShort(profile), ["new"]);
    assertEquals((await app.ctx.sql`select from reposts`).length, 3);
  });
}

Deno.test("a repost shows only reposters whom the reader sees and follows unmuted, and only visible posts", async () => {
  await using app = await startApp();
  const [star, ada, bob, cyd] = await app.people("star", "ada", "bob", "cyd");
  for (const followee of [ada, bob]) await follow(app, cyd, followee);
  const { postId } = await publish(app, star, { caption: "one", header: "loud" });
  for (const person of [ada, bob]) await repost(app, person, postId);
  const both = ["one by ada +1"];
  assertEquals(await homeOf(cyd), both);

  ok(await cyd.post(`/users/${ada.id}/mute`), 200);
  assertEquals(await homeOf(cyd), ["one by bob"]);
  ok(await cyd.post(`/users/${bob.id}/mute`), 200);
  assertEquals(await homeOf(cyd), []);
  for (const one of [ada, bob]) ok(await cyd.delete(`/users/${one.id}/mute`), 200);
  assertEquals(await homeOf(cyd), both);
  ok(await cyd.put("/users/me/muted-words", { words: [{ word: "loud" }] }), 200);
  assertEquals(await homeOf(cyd), []);
  ok(await cyd.put("/users/me/muted-words", { words: [] }), 200);
  ok(await cyd.post(`/users/${star.id}/mute`), 200);
  assertEquals(await homeOf(cyd), []);
  ok(await cyd.delete(`/users/${star.id}/mute`), 200);

  await setPrivate(app, ada);
  assertEquals(await homeOf(cyd), both, "a private account reposts for its followers");
  ok(await star.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
  assertEquals(await homeOf(cyd), []);
  ok(await star.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  assertEquals(await homeOf(cyd), both);
  ok(await star.patch("/users/me", { isPrivate: true }), 200);
  assertEquals(await homeOf(cyd), []);
  ok(await star.patch("/users/me", { isPrivate: false }), 200);

  await app.ctx.sql`update users set suspended_at = now() where id = ${ada.id}`;
  app.ctx.cache.clear();
  assertEquals(await homeOf(cyd), ["one by bob"]);
  await app.ctx.sql`update users set suspended_at = null where id = ${ada.id}`;
  app.ctx.cache.clear();
  assertEquals(await homeOf(cyd), both);
  ok(await cyd.delete(`/users/${ada.id}/follow`), 200);
  assertEquals(await homeOf(cyd), ["one by bob"]);
  await block(app, bob, cyd);
  assertEquals(await homeOf(cyd), []);
  ok(await bob.delete(`/users/${cyd.id}/block`), 200);
  await follow(app, cyd, bob);
  assertEquals(await homeOf(cyd), ["one by bob"]);
  await block(app, star, cyd);
  assertEquals(await homeOf(cyd), []);
});

Deno.test("a cached feed shows changes of its reposts at once", async () => {
  await using app = await startApp();
  const [star, ada, bob, cyd] = await app.people("star", "ada", "bob", "cyd");
  for (const followee of [ada, bob]) await follow(app, cyd, followee);
  const { postId } = await publish(app, star, { caption: "one" });
  await repost(app, ada, postId);
  const page = async () => inShort(ok(await cyd.get("/feed"), 200).data.posts);
  assertEquals(await page(), ["one by ada"]);
  assertEquals(await page(), ["one by ada"]);
  await repost(app, bob, postId);
  assertEquals(await page(), ["one by ada +1"]);
  ok(await bob.delete(`/posts/${postId}/repost`), 200);
  assertEquals(await page(), ["one by ada"]);
  ok(await bob.post(`/posts/${postId}/repost`), 200);
  assertEquals(await page(), ["one by ada +1"]);
  ok(await ada.delete(`/posts/${postId}/repost`), 200);
  assertEquals(await page(), ["one by bob"]);
  ok(await star.delete(`/posts/${postId}`), 204);
  assertEquals(await page(), []);
});

Deno.test("the place of an undone repost is forgotten after a day, and then the post may return", async () => {
  await using app = await startApp();
  const [star, ada, bob, cyd] = await app.people("star", "ada", "bob", "cyd");
  for (const followee of [ada, bob]) await follow(app, cyd, followee);
  const { postId } = await publish(app, star, { caption: "one" });
  await repost(app, ada, postId);
  await publish(app, bob, { caption: "two" });
  await repost(app, bob, postId);
  await undoRepost(app, ada, postId);
  assertEquals(await homeOf(cyd), ["two", "one by bob"]);
  await app.ctx.sql`update undone_reposts set undone_at = now() - interval '25 hours'`;
  assertEquals((await deleteExpired.run(app.ctx, new AbortController().signal)).undoneReposts, 1);
  await wipeKv(app);
  assertEquals(await homeOf(cyd), ["one by bob", "two"]);
  await undoRepost(app, bob, postId);
  await app.ctx.sql`delete from undone_reposts`;
  await publish(app, bob, { caption: "three" });
  await repost(app, ada, postId);
  assertEquals(await homeOf(cyd), ["one by ada", "three", "two"]);
});
