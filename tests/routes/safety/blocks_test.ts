import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import {
  assertMissing,
  assertNeedToken,
  assertPagedList,
  block,
  namesIn,
  namesOf,
  relationOf,
  request,
  requestsOf,
  type Route,
  routesOfPost,
  setPrivate,
  STRANGERS,
} from "../../helpers/people/social.ts";

Deno.test("blocking and unblocking return the relationship, and repeats change nothing", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const blocking = { ...STRANGERS, blocking: true };
  for (const name of ["@bob", bob.id]) {
    assertEquals(ok(await ada.post(`/users/${name}/block`), 200).data, blocking);
  }
  ok(await ada.post("/users/@cora/block"), 200);
  const blocks = await assertPagedList(ada, "/users/me/blocks", "blocks", ["cora", "bob"]);
  assertEquals(new Date(blocks[0].blockedAt).toISOString(), blocks[0].blockedAt);
  assertEquals(await relationOf(ada, bob), blocking);
  assertEquals(ok(await ada.delete("/users/@bob/block"), 200).data, STRANGERS);
  assertEquals(ok(await ada.post("/users/@bob/unblock"), 200).data, STRANGERS);
  assertEquals(await namesIn(ada, "/users/me/blocks", "blocks"), ["cora"]);
  assertEquals(await namesIn(cora, "/users/me/blocks", "blocks"), []);
  ok(await bob.get("/users/@ada"), 200);
});

Deno.test("a block ends follows, requests, close friends and grants both ways, for good", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await setPrivate(app, bob);
  await request(app, ada, bob);
  const posts = [];
  for (const [one, other] of [[ada, bob], [bob, ada]] as const) {
    ok(await one.put(`/users/me/close-friends/${other.id}`), 204);
    const { postId } = await publish(app, one, { privacy: "private" });
    ok(await one.put(`/posts/${postId}/grants/${other.id}`), 204);
    ok(await other.get(`/posts/${postId}`), 200);
    posts.push([other, postId] as const);
  }
  await block(app, ada, bob);
  assertEquals(await requestsOf(bob), []);
  ok(await ada.delete("/users/@bob/block"), 200);
  assertEquals([await relationOf(ada, bob), await relationOf(bob, ada)], [STRANGERS, STRANGERS]);
  for (const [other, postId] of posts) ok(await other.get(`/posts/${postId}`), 404);
  for (const person of [ada, bob]) {
    const { followersCount, followingCount } = ok(await person.get("/users/me"), 200).data;
    assertEquals([followersCount, followingCount], [0, 0]);
    assertEquals(await namesIn(person, "/users/me/close-friends", "closeFriends"), []);
  }
});

/** Every route that names a person and is not about the block itself. */
const routesTo = (ownPostId: string) => (name: string): Route[] => [
  ["GET", `/users/${name}`],
  ["GET", `/users/${name}/posts`],
  ["GET", `/users/${name}/followers`],
  ["GET", `/users/${name}/following`],
  ["POST", `/users/${name}/follow`],
  ["DELETE", `/users/${name}/follow`],
  ["POST", `/users/${name}/unfollow`],
  ["POST", `/users/${name}/mute`],
  ["DELETE", `/users/${name}/mute`],
  ["DELETE", `/users/me/followers/${name}`],
  ["PUT", `/users/me/close-friends/${name}`],
  ["DELETE", `/users/me/close-friends/${name}`],
  ["POST", `/follows/requests/${name}/accept`],
  ["POST", `/follows/requests/${name}/reject`],
  ["DELETE", `/follows/requests/${name}`],
  ["PUT", `/posts/${ownPostId}/grants/${name}`],
  ["DELETE", `/posts/${ownPostId}/grants/${name}`],
  ["PATCH", `/users/${name}`, { bio: "mine" }],
];

Deno.test("two people of a block are missing for each other on every route", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await block(app, ada, bob);
  for (const [one, other] of [[ada, bob], [bob, ada]] as const) {
    const { postId } = await publish(app, one);
    await assertMissing(one, namesOf(other), routesTo(postId));
  }
  // Only the blocker sees the block itself.
  await assertMissing(bob, namesOf(ada), (name) => [
    ["GET", `/users/${name}/relationship`],
    ["POST", `/users/${name}/block`],
    ["POST", `/users/${name}/unblock`],
    ["DELETE", `/users/${name}/block`],
  ]);
  assertEquals(await namesIn(bob, "/users/me/blocks", "blocks"), []);
});

Deno.test("posts and pictures of two people of a block are missing for each other", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const made = [];
  for (const person of [ada, bob]) {
    const { postId, media } = await publish(app, person);
    const content = { content: "mine" };
    const { commentId } = ok(await person.post(`/posts/${postId}/comments`, content), 201).data;
    const avatarMediaId = await insertReadyMedia(app.ctx.sql, person.id);
    ok(await person.patch("/users/me", { avatarMediaId }), 200);
    made.push({ postId, commentId, mediaIds: [media[0].mediaId, avatarMediaId] });
  }
  await block(app, ada, bob);
  for (
    const [viewer, { postId, commentId, mediaIds }] of [[ada, made[1]!], [bob, made[0]!]] as const
  ) {
    await assertMissing(viewer, [postId], (id) => [
      ...routesOfPost(id),
      ["POST", `/posts/${id}/comment`, { content: "hi" }],
      ["DELETE", `/posts/${id}/comments/${commentId}`],
      ["PATCH", `/posts/${id}`, { caption: "mine" }],
      ["PATCH", `/posts/${id}`, { privacy: "public" }],
      ["DELETE", `/posts/${id}`],
      ["PUT", `/posts/${id}/grants/${viewer.id}`],
      ["DELETE", `/posts/${id}/grants/${viewer.id}`],
    ]);
    await assertMissing(viewer, mediaIds, (id) => [
      ["GET", `/media/${id}`],
      ["PATCH", `/media/${id}`, { altText: "mine" }],
      ["DELETE", `/media/${id}`],
    ]);
  }
});

Deno.test("a key from before a block reveals nothing after it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const key = { "idempotency-key": crypto.randomUUID() };
  ok(await bob.send("POST", "/users/@ada/follow", undefined, key), 200);
  await block(app, ada, bob);
  assertSameAnswer(
    await bob.send("POST", "/users/@ada/follow", undefined, key),
    await bob.send("POST", "/users/@nobody/follow", undefined, key),
  );
  const blockKey = { "idempotency-key": crypto.randomUUID() };
  const again = () => ada.send("POST", "/users/@bob/block", undefined, blockKey);
  assertEquals(ok(await again(), 200).body, ok(await again(), 200).body);
});

Deno.test("impossible blocks are refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.post("/users/me/block"), 422), "unprocessable");
  const routes = (name: string): Route[] => [
    ["POST", `/users/${name}/block`],
    ["DELETE", `/users/${name}/block`],
    ["POST", `/users/${name}/unblock`],
  ];
  await assertMissing(ada, ["@nobody", "nonsense"], routes);
  await assertNeedToken(app, [...routes(ada.id), ["GET", "/users/me/blocks"]]);
});
