import { assertEquals, assertNotEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";

Deno.test("POST /posts publishes pictures in the author's order, with tags and mentions read from the text", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaIds = [
    await insertReadyMedia(app.ctx.sql, ada.id),
    await insertReadyMedia(app.ctx.sql, ada.id),
  ].reverse();
  const location = { latitude: 37.7749, longitude: -122.4194, name: "San Francisco" };
  const { data } = ok(
    await ada.post("/posts", {
      mediaIds,
      caption: "Lake #Sunset with @bob.",
      tags: ["Nature"],
      location,
    }),
    201,
  );
  assertEquals(data.media.map((one: { mediaId: string }) => one.mediaId), mediaIds);
  assertEquals(data.tags, ["nature", "sunset"]);
  assertEquals(data.mentions, [{ userId: bob.id, username: "bob" }]);
  assertEquals(data.location, location);
  assertEquals(data.status, "published");
  assertEquals(ok(await bob.get(`/posts/${data.postId}`), 200).data.caption, data.caption);
  assertEquals(ok(await ada.get("/users/me"), 200).data.postsCount, 1);
});

Deno.test("POST /posts refuses invalid posts", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const bobs = await insertReadyMedia(app.ctx.sql, bob.id);
  assertEquals(errorCode(await ada.post("/posts", { mediaIds: [bobs] }), 422), "unprocessable");
  assertEquals(errorCode(await ada.post("/posts", { mediaIds: [] }), 422), "unprocessable");
  assertEquals(
    errorCode(await ada.post("/posts", { mediaIds: [bobs], likesCount: 9 }), 400),
    "validation_failed",
  );
  assertEquals(
    errorCode(await ada.post("/posts", { mediaIds: [bobs, bobs] }), 400),
    "validation_failed",
  );
  const anonymous = await app.fetch("/api/v1/posts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assertEquals(anonymous.status, 401);
  await anonymous.body?.cancel();
});

Deno.test("POST /posts under one Idempotency-Key makes one post, however often it is sent at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaIds = [await insertReadyMedia(app.ctx.sql, ada.id)];
  const headers = { "idempotency-key": crypto.randomUUID() };
  const send = (caption: string) => ada.send("POST", "/posts", { mediaIds, caption }, headers);
  const answers = await Promise.all(Array.from({ length: 8 }, () => send("once")));
  for (const answer of answers) assertEquals(ok(answer, 201).body, answers[0]!.body);
  assertEquals(errorCode(await send("other"), 422), "idempotency_key_reused");
  assertEquals((await walkList(ada, "/users/me/posts", "posts")).length, 1);
});

Deno.test("GET /posts/:id responds to a hidden post exactly as to a missing one", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const followers = await publish(app, ada, { privacy: "followers" });
  const own = await publish(app, ada, { privacy: "private" });
  await app.settled();
  ok(await bob.get(`/posts/${followers.postId}`), 200);
  const missing = await cora.get(`/posts/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  for (const post of [followers, own]) {
    assertSameAnswer(await cora.get(`/posts/${post.postId}`), missing);
    assertSameAnswer(await cora.patch(`/posts/${post.postId}`, { caption: "x" }), missing);
    assertSameAnswer(await cora.delete(`/posts/${post.postId}`), missing);
  }
  ok(await ada.get(`/posts/${own.postId}`), 200);
});

Deno.test("PATCH and PUT change the fields that they name, for the author alone", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { caption: "Lake #one", header: "Trip" });
  const edited = ok(await ada.patch(`/posts/${postId}`, { caption: "Sea #two" }), 200).data;
  assertEquals(edited.caption, "Sea #two");
  assertEquals(edited.header, "Trip");
  assertEquals(edited.tags.includes("two"), true);
  assertNotEquals(edited.editedAt, null);
  assertEquals(ok(await ada.put(`/posts/${postId}`, { header: null }), 200).data.header, null);
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.caption, "Sea #two");
  assertEquals(errorCode(await bob.patch(`/posts/${postId}`, { caption: "x" }), 403), "forbidden");
  assertEquals(errorCode(await ada.patch(`/posts/${postId}`, {}), 400), "validation_failed");
});

Deno.test("DELETE hides a post at once from everybody and every list", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  await app.settled();
  assertEquals((await walkList(bob, "/feed", "posts")).length, 1);
  assertEquals(errorCode(await bob.delete(`/posts/${postId}`), 403), "forbidden");
  ok(await ada.delete(`/posts/${postId}`), 204);
  for (const person of [ada, bob]) {
    assertEquals(errorCode(await person.get(`/posts/${postId}`), 404), "not_found");
    assertEquals(await walkList(person, "/feed", "posts"), []);
    assertEquals(await walkList(person, `/users/${ada.id}/posts`, "posts"), []);
    assertEquals(await walkList(person, "/feed/public", "posts"), []);
  }
  assertEquals(ok(await ada.get("/users/me"), 200).data.postsCount, 0);
  assertEquals(errorCode(await ada.delete(`/posts/${postId}`), 404), "not_found");
});

Deno.test("a walk over an author's posts finds each once, in order, while new ones arrive", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.unshift((await publish(app, ada, { caption: `${n}` })).postId);
  const first = ok(await bob.get(`/users/@ada/posts?limit=3`), 200).data;
  await publish(app, ada);
  const { nextCursor } = first.pagination;
  const rest = ok(await bob.get(`/users/@ada/posts?limit=50&cursor=${nextCursor}`), 200).data;
  const seen = [...first.posts, ...rest.posts].map((post) => post.postId);
  assertEquals(seen, ids);
  const otherEnd = nextCursor.endsWith("A") ? "B" : "A";
  const tampered = await bob.get(`/users/@ada/posts?cursor=${nextCursor.slice(0, -1)}${otherEnd}`);
  assertEquals(errorCode(tampered, 400), "invalid_cursor");
  assertEquals(
    errorCode(await bob.get(`/feed/public?cursor=${nextCursor}`), 400),
    "invalid_cursor",
  );
});

Deno.test("a post names nobody who is hidden from its reader, not even to its author", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { postId } = await publish(app, ada, { caption: "With @bob and @cora" });
  const named = async (reader: typeof ada, path: string, at: (data: Json) => Json) =>
    at(ok(await reader.get(path), 200).data).mentions.map((one: Json) => one.username).sort();
  const inPost = (reader: typeof ada) => named(reader, `/posts/${postId}`, (data) => data);
  const inFeed = () => named(ada, "/feed", (data) => data.posts[0]);
  assertEquals(await inPost(dan), ["bob", "cora"]);
  assertEquals(await inFeed(), ["bob", "cora"]);
  await transact(app.ctx.db, (tx) => setSuspended(tx, cora.id, true));
  assertEquals(await inPost(dan), ["bob"]);
  assertEquals(await inFeed(), ["bob"]);
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertEquals(await inPost(dan), ["bob"]);
  assertEquals(await inPost(ada), []);
  assertEquals(await inFeed(), []);
  assertEquals(ok(await ada.patch(`/posts/${postId}`, { header: "Trip" }), 200).data.mentions, []);
  await transact(app.ctx.db, (tx) => setSuspended(tx, cora.id, false));
  assertEquals(await inPost(dan), ["bob", "cora"]);
  assertEquals(await inFeed(), ["cora"]);
});

// deno-lint-ignore no-explicit-any -- tests read answers freely
type Json = any;
