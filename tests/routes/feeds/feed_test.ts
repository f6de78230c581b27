import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { wipeKv } from "../../helpers/app/kv.ts";
import { follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const captions = async (person: Person, limit = 3) =>
  (await walkList(person, "/feed", "posts", limit)).map((post) => post.caption);

Deno.test("a post is in its author's feed at once and in each follower's after delivery", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  assertEquals(await captions(bob), []);
  await publish(app, ada, { caption: "one" });
  assertEquals(await captions(ada), ["one"]);
  await app.settled();
  assertEquals(await captions(bob), ["one"]);
  assertEquals(await captions(cora), []);
});

Deno.test("following shows earlier posts at once, unfollowing hides them at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await publish(app, ada, { caption: "one" });
  await publish(app, ada, { caption: "two" });
  assertEquals(await captions(bob), []);
  ok(await bob.post(`/users/@ada/follow`), 200);
  assertEquals(await captions(bob), ["two", "one"]);
  ok(await bob.delete(`/users/@ada/follow`), 200);
  assertEquals(await captions(bob), []);
  ok(await bob.post(`/users/@ada/follow`), 200);
  assertEquals(await captions(bob), ["two", "one"]);
});

Deno.test("pages with hidden posts are filled up, and the walk finds everything visible", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  assertEquals(await captions(bob), []);
  for (let n = 0; n < 24; n++) {
    await publish(app, ada, { caption: `${n}`, privacy: n % 4 === 0 ? "public" : "private" });
  }
  await app.settled();
  const { data } = ok(await bob.get("/feed?limit=5"), 200);
  assertEquals(data.posts.map((post: { caption: string }) => post.caption), [
    "20",
    "16",
    "12",
    "8",
    "4",
  ]);
  assertEquals(await captions(bob, 2), ["20", "16", "12", "8", "4", "0"]);
});

Deno.test("posts of authors above the fan-out limit are merged at each read of a feed", async () => {
  await using app = await startApp({ env: { FANOUT_LIMIT: "1" } });
  const [star, ada, bob, cora] = await app.people("star", "ada", "bob", "cora");
  for (const person of [bob, cora]) await follow(app, person, star);
  await follow(app, bob, ada);
  assertEquals(await captions(bob), []);
  for (const [n, author] of [star, ada, star, ada, star].entries()) {
    await publish(app, author, { caption: `${n}` });
  }
  await app.settled();
  const rows = await Array.fromAsync(app.ctx.kv.list({ prefix: ["user", bob.id, "feed"] }));
  assertEquals(rows.length, 2);
  assertEquals(await captions(bob, 2), ["4", "3", "2", "1", "0"]);
  assertEquals(await captions(cora, 2), ["4", "2", "0"]);
});

Deno.test("a feed whose rows in KV are lost, or are refreshed, is rebuilt from Postgres", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  for (const caption of ["one", "two", "three"]) await publish(app, ada, { caption });
  await app.settled();
  const before = await captions(bob);
  assertEquals(before, ["three", "two", "one"]);
  await wipeKv(app);
  assertEquals(await captions(bob), before);
  await app.ctx.kv.delete(["user", bob.id, "feed", await firstRow(app, bob)]);
  ok(await bob.post("/feed/refresh"), 202);
  assertEquals(await captions(bob), before);
});

async function firstRow(app: TestApp, person: Person): Promise<string> {
  const rows = await Array.fromAsync(app.ctx.kv.list({ prefix: ["user", person.id, "feed"] }));
  return rows[0]!.key[3] as string;
}

Deno.test("a user who was away for weeks finds everything on return", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  assertEquals(await captions(bob), []);
  const key = ["user", bob.id, "feed-assembled"];
  const { value } = await app.ctx.kv.get<{ followsRev: number }>(key);
  const longAgo = Date.now() - 20 * 24 * 60 * 60 * 1000;
  await app.ctx.kv.set(key, { ...value, activeAt: longAgo });
  await app.ctx.sql`
    update users set last_active_at = now() - interval '20 days' where id = ${bob.id}`;
  app.ctx.actors.evictAll();
  await publish(app, ada, { caption: "meanwhile" });
  await app.settled();
  assertEquals(
    (await Array.fromAsync(app.ctx.kv.list({ prefix: ["user", bob.id, "feed"] }))).length,
    0,
  );
  assertEquals(await captions(bob), ["meanwhile"]);
});

Deno.test("paging continues in Postgres below the stored rows, to the first post", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  for (let n = 0; n < 130; n++) await publish(app, ada, { caption: `${n}` });
  await app.settled();
  const expected = Array.from({ length: 130 }, (_, n) => `${129 - n}`);
  assertEquals(await captions(bob, 50), expected);
  const rows = await Array.fromAsync(app.ctx.kv.list({ prefix: ["user", bob.id, "feed"] }));
  for (const { key } of rows.slice(0, 5)) await app.ctx.kv.delete(key);
  app.ctx.actors.evictAll();
  assertEquals(await captions(bob, 50), expected);
});

Deno.test("the public feed needs no account and shows public posts only", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await publish(app, ada, { caption: "open" });
  await publish(app, ada, { caption: "closed", privacy: "followers" });
  const response = await app.fetch("/api/v1/feed/public");
  const { data } = await response.json();
  assertEquals(data.posts.map((post: { caption: string }) => post.caption), ["open"]);
  assertEquals((await walkList(ada, "/feed/public", "posts")).length, 1);
  const anonymous = await app.fetch("/api/v1/feed");
  assertEquals(anonymous.status, 401);
  await anonymous.body?.cancel();
});

Deno.test("the text of a feed equals the view of each post", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { caption: 'quote " and é 📸' });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await follow(app, bob, ada);
  const { data } = ok(await bob.get("/feed"), 200);
  assertEquals(data.posts, [ok(await bob.get(`/posts/${postId}`), 200).data]);
  assertEquals([data.posts[0].likesCount, data.posts[0].isLiked], [1, true]);
});
