import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, follow, ok, publish } from "../../helpers/people/steps.ts";
import { block, captionsOf, namesIn } from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("two people of a block do not find each other in other people's content", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { postId } = await publish(app, cora, { caption: "Lake with @ada and @bob" });
  const comments = new Map<unknown, string>();
  for (const person of [ada, bob, dan]) {
    await follow(app, person, cora);
    await follow(app, cora, person);
    ok(await person.post(`/posts/${postId}/like`), 200);
    const { data } = ok(await person.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
    comments.set(person, data.commentId);
  }
  await block(app, ada, bob);
  for (
    const [viewer, other, seen] of [[ada, bob, ["dan", "ada"]], [bob, ada, ["dan", "bob"]]] as const
  ) {
    assertEquals(await namesIn(viewer, `/posts/${postId}/likes`, "users"), [...seen]);
    assertEquals(await namesIn(viewer, `/posts/${postId}/comments`, "comments"), [...seen]);
    assertEquals(await namesIn(viewer, "/users/@cora/followers", "followers"), [...seen]);
    assertEquals(await namesIn(viewer, "/users/@cora/following", "following"), [...seen]);
    const post = ok(await viewer.get(`/posts/${postId}`), 200).data;
    const mentioned = post.mentions.map((one: { username: string }) => one.username);
    assertEquals(mentioned, [viewer.name]);
    // Plain totals are the same for everybody.
    assertEquals([post.likesCount, post.commentsCount], [3, 3]);
    const { followersCount, followingCount } = ok(await viewer.get("/users/@cora"), 200).data;
    assertEquals([followersCount, followingCount], [3, 3]);
    const missing = await viewer.delete(`/posts/${postId}/comments/${crypto.randomUUID()}`);
    const hidden = await viewer.delete(`/posts/${postId}/comments/${comments.get(other)}`);
    assertSameAnswer(hidden, missing);
  }
  assertEquals(await namesIn(dan, `/posts/${postId}/likes`, "users"), ["dan", "bob", "ada"]);
});

Deno.test("a block empties feeds at once, cached pages and old cursors included", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (const [one, other] of [[ada, bob], [bob, ada], [bob, cora]] as const) {
    await follow(app, one, other);
  }
  for (const author of [ada, cora, ada]) await publish(app, author, { caption: author.name });
  await publish(app, bob, { caption: "bob" });
  await app.settled();
  assertEquals(await captionsOf(bob), ["bob", "ada", "cora", "ada"]);
  const cursors = [];
  for (const path of ["/feed", "/feed/public"]) {
    const { pagination } = ok(await bob.get(`${path}?limit=1`), 200).data;
    cursors.push(`${path}?cursor=${pagination.nextCursor}`);
  }
  const list = ok(await bob.get("/users/@ada/posts?limit=1"), 200).data.pagination.nextCursor;
  ok(await ada.post("/users/@bob/block"), 200);
  assertEquals(await captionsOf(bob), ["bob", "cora"]);
  assertEquals(await captionsOf(bob, "/feed/public"), ["bob", "cora"]);
  assertEquals(await captionsOf(ada), ["ada", "ada"]);
  assertEquals(await captionsOf(ada, "/feed/public"), ["ada", "cora", "ada"]);
  for (const old of cursors) {
    const { posts } = ok(await bob.get(old), 200).data;
    assertEquals(posts.map((post: { caption: string }) => post.caption), ["cora"]);
  }
  assertSameAnswer(
    await bob.get(`/users/@ada/posts?cursor=${list}`),
    await bob.get(`/users/@nobody/posts?cursor=${list}`),
  );
});

Deno.test("notifications of a blocked person disappear with their number, and none comes after", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const own = await publish(app, cora);
  for (const person of [cora, bob]) ok(await person.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
  ok(await bob.post(`/posts/${own.postId}/comments`, { content: "look @ada" }), 201);
  await follow(app, bob, ada);
  const before = await inboxOf(ada);
  assertEquals(before.items, ["follow of 1", "mention of 1", "comment of 1", "like of 2"]);
  assertEquals(before.unread, 4);
  ok(await ada.post("/users/@bob/block"), 200);
  assertEquals(await inboxOf(ada), { items: ["like of 1"], unread: 1 });
  ok(await bob.post(`/posts/${own.postId}/comments`, { content: "again @ada" }), 201);
  await publish(app, bob, { caption: "For @ada" });
  ok(await ada.post(`/posts/${own.postId}/comments`, { content: "not for @bob" }), 201);
  await app.settled();
  assertEquals(await inboxOf(ada), { items: ["like of 1"], unread: 1 });
  assertEquals(await inboxOf(bob), { items: [], unread: 0 });
  ok(await ada.post("/users/@bob/unblock"), 200);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["mention of 1", "comment of 1", "like of 2"]);
});
