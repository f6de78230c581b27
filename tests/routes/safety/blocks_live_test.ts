import { assertEquals } from "@std/assert";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import type { Frame } from "../../helpers/realtime/live.ts";
import { block, request, setPrivate } from "../../helpers/people/social.ts";

const eventsOf = (frames: Frame[]) =>
  frames.filter((frame) => frame.op === "event").map(({ event }) => event.type);

Deno.test("an open socket loses the topics of a blocked person, and finds them missing", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const posts = [await publish(app, ada), await publish(app, bob)];
  await using adas = await listening.open(ada);
  await using bobs = await listening.open(bob);
  const topics = posts.map(({ postId }) => `post:${postId}`);
  for (const live of [adas, bobs]) {
    await live.subscribe(...topics);
    for (const topic of topics) await live.next("post.counters", (frame) => frame.topic === topic);
  }
  ok(await ada.post("/users/@bob/block"), 200);
  for (const [live, topic] of [[bobs, topics[0]], [adas, topics[1]]] as const) {
    const { error } = await live.frame((frame) => frame.op === "error");
    assertEquals([error.code, error.details], ["not_found", { topic }]);
    const reply = await live.ask({ op: "subscribe", topics: [{ topic }] });
    const missing = `post:${crypto.randomUUID()}`;
    const other = await live.ask({ op: "subscribe", topics: [{ topic: missing }] });
    const text = JSON.stringify({ ...reply, ref: "", error: { ...reply.error, requestId: "" } });
    const same = { ...other, ref: "", error: { ...other.error, requestId: "" } };
    assertEquals(text.replaceAll(topic!, missing), JSON.stringify(same));
  }
  for (const [person, post] of [[ada, posts[0]], [bob, posts[1]]] as const) {
    ok(await person.post(`/posts/${post!.postId}/comments`, { content: "hi" }), 201);
    ok(await person.patch(`/posts/${post!.postId}`, { caption: "new" }), 200);
  }
  await app.settled();
  for (const [live, topic] of [[adas, topics[0]], [bobs, topics[1]]] as const) {
    await live.next("post.updated");
    const frames = (await live.unread()).filter((frame) => frame.op === "event");
    assertEquals(frames.filter((frame) => frame.topic !== topic), []);
  }
});

Deno.test("no topic has anything of a blocked person, not even the end of their content", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, cora);
  const adas = await publish(app, ada);
  await follow(app, bob, ada);
  await follow(app, ada, bob);
  const comment = async (content: string) =>
    ok(await bob.post(`/posts/${postId}/comments`, { content }), 201).data.commentId;
  const early = await comment("early");
  await app.settled();
  await using live = await listening.open(ada);
  await live.subscribe("user", `post:${postId}`);
  await live.next("post.counters");
  await block(app, ada, bob);
  for (const commentId of [early, await comment("late @ada")]) {
    ok(await bob.delete(`/posts/${postId}/comments/${commentId}`), 204);
  }
  await publish(app, bob, { caption: "For @ada" });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${adas.postId}/like`), 404);
  await app.settled();
  // An event of another user arrives after all of these.
  ok(await cora.post(`/posts/${postId}/comments`, { content: "mine" }), 201);
  ok(await cora.post(`/posts/${adas.postId}/like`), 200);
  assertEquals((await live.next("comment.created")).event.data.content, "mine");
  assertEquals((await live.next("notification.created")).event.data.actors[0].username, "cora");
  const others = eventsOf(await live.unread()).filter((type) => type !== "post.counters");
  assertEquals(others, []);
});

Deno.test("the end of a request by a block comes on no socket", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await setPrivate(app, ada);
  await request(app, bob, ada);
  await using adas = await listening.open(ada);
  await using bobs = await listening.open(bob);
  const cursors = [];
  for (const live of [adas, bobs]) cursors.push((await live.subscribe("user"))[0].cursor);
  await block(app, ada, bob);
  for (const person of [ada, bob]) await follow(app, person, cora);
  for (const [live, person] of [[adas, ada], [bobs, bob]] as const) {
    const { event } = await live.next("follow.updated");
    assertEquals([event.data.followerId, event.data.followeeId], [person.id, cora.id]);
    assertEquals(eventsOf(await live.unread()), []);
  }
  // Nor does an old cursor find it.
  await using later = await listening.open(bob);
  await later.subscribe({ topic: "user", cursor: cursors[1] });
  assertEquals((await later.next("follow.updated")).event.data.followeeId, cora.id);
});
