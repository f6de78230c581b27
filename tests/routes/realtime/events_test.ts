import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { startListening } from "../../helpers/app/listening.ts";

Deno.test("a post comes to its author and to each follower in its REST form", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  await follow(app, bob, ada);
  await using adas = await listening.open(ada);
  await using bobs = await listening.open(bob);
  await using eves = await listening.open(eve);
  for (const live of [adas, bobs, eves]) await live.subscribe("user");
  const post = await publish(app, ada, { caption: "Lake" });
  for (const [person, live] of [[ada, adas], [bob, bobs]] as const) {
    const { topic, event } = await live.next("post.created");
    assertEquals(topic, "user");
    assertEquals(event.data, ok(await person.get(`/posts/${post.postId}`), 200).data);
    assertEquals(new Date(event.at).toISOString(), event.at);
  }
  const own = await publish(app, eve);
  const { event } = await eves.next("post.created");
  assertEquals(event.data.postId, own.postId, "what strangers publish does not come");
});

Deno.test("the stream of a post has its comments, its changes and its end", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await using live = await listening.open(bob);
  await live.subscribe(`post:${postId}`);
  const comment = ok(await ada.post(`/posts/${postId}/comments`, { content: "Hi" }), 201).data;
  assertEquals((await live.next("comment.created")).event.data, comment);
  ok(await ada.delete(`/posts/${postId}/comments/${comment.commentId}`), 204);
  const { commentId } = comment;
  assertEquals((await live.next("comment.deleted")).event.data, { postId, commentId });
  ok(await ada.patch(`/posts/${postId}`, { caption: "Better" }), 200);
  assertEquals((await live.next("post.updated")).event.data.caption, "Better");
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertEquals((await live.next("post.deleted")).event.data, { postId });
});

Deno.test("notifications, follows and reads come on the user's own stream", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await using live = await listening.open(ada);
  await live.subscribe("user");
  await follow(app, bob, ada);
  assertEquals((await live.next("follow.updated")).event.data, {
    followerId: bob.id,
    followeeId: ada.id,
    isFollowing: true,
    requested: false,
  });
  const notified = (await live.next("notification.created")).event.data;
  assertEquals(notified, ok(await ada.get("/notifications"), 200).data.notifications[0]);
  ok(await ada.post(`/notifications/${notified.notificationId}/read`), 204);
  assertEquals((await live.next("notification.read")).event.data, {
    notificationIds: [notified.notificationId],
    unreadCount: 0,
  });
  ok(await ada.post("/notifications/read-all"), 204);
});

Deno.test("a ready picture comes to its owner in its REST form", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  await using live = await listening.open(ada);
  await live.subscribe("user");
  const mediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  const ready = { type: "media.ready", mediaId, ownerId: ada.id } as const;
  await transact(app.ctx.db, (tx) => Promise.resolve(tx.record(ready)));
  const { event } = await live.next("media.ready");
  assertEquals(event.data, ok(await ada.get(`/media/${mediaId}`), 200).data);
});

Deno.test("counters come once at subscribing, then coalesced, and end at the true numbers", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const people = await app.people("ada", "bob", "cora", "dan", "eve", "fay");
  const { postId } = await publish(app, people[0]);
  await app.settled();
  await using live = await listening.open(people[0]);
  const topic = `post:${postId}`;
  await live.subscribe(topic);
  const counts = { postId, likesCount: 0, commentsCount: 0, repostsCount: 0 };
  const first = await live.next("post.counters");
  assertEquals(first.event.data, counts);
  const startedAt = performance.now();
  for (const person of people) ok(await person.post(`/posts/${postId}/like`), 200);
  const isLast = (frame: typeof first) => frame.event.data.likesCount === people.length;
  const last = await live.next("post.counters", isLast);
  const seconds = (performance.now() - startedAt) / 1000;
  assertEquals(last.event.data, { ...counts, likesCount: people.length });
  const between = (await live.unread()).filter((frame) => frame.event?.type === "post.counters");
  assertLessOrEqual(between.length + 1, Math.ceil(seconds * 4) + 1);
  assertGreaterOrEqual(last.cursor.length, 1);
  assert(new Set([first, ...between, last].map(({ event }) => event.id)).size >= 2);
});

Deno.test("a post that was deleted before it could be sent is not sent", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await using first = await listening.open(bob);
  const [{ cursor }] = await first.subscribe("user");
  const deleted = await publish(app, ada);
  const hidden = await publish(app, ada);
  await first.next("post.created");
  await first.next("post.created");
  ok(await ada.delete(`/posts/${deleted.postId}`), 204);
  await app.ctx.sql`update posts set privacy = 'private' where id = ${hidden.postId}`;
  app.ctx.cache.clear();
  const shown = await publish(app, ada);
  await first.next("post.created");
  await using later = await listening.open(bob);
  await later.subscribe({ topic: "user", cursor });
  assertEquals((await later.next("post.created")).event.data.postId, shown.postId);
});

Deno.test("a user who loses the right to see a post loses its stream at once", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  await app.ctx.sql`update posts set privacy = 'followers' where id = ${postId}`;
  app.ctx.cache.clear();
  await using live = await listening.open(bob);
  const topic = `post:${postId}`;
  await live.subscribe(topic);
  await live.next("post.counters");
  ok(await bob.delete(`/users/${ada.id}/follow`), 200);
  const { error } = await live.frame((frame) => frame.op === "error");
  assertEquals([error.code, error.details], ["not_found", { topic }]);
  ok(await ada.post(`/posts/${postId}/comments`, { content: "Among us" }), 201);
  await app.settled();
  assertEquals((await live.unread()).filter((frame) => frame.op === "event"), []);
  assertEquals(
    (await live.ask({ op: "subscribe", topics: [{ topic }] })).error.code,
    "not_found",
  );
});
