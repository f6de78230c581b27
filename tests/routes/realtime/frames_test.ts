import { assert, assertEquals } from "@std/assert";
import { FRAME_BYTES_MAX, TOPICS_PER_SOCKET_MAX } from "../../../domain/limits.ts";
import { publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";

const missingTopic = () => `post:${crypto.randomUUID()}`;

Deno.test("each frame gets a reply under its own ref, and a ping gets a pong", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using live = await listening.open(ada);
  assertEquals(await live.ask({ op: "ping" }), { op: "pong", ref: "r1" });
  live.send({ op: "ping", ref: 7 });
  assertEquals(await live.frame(() => true), { op: "pong", ref: 7 });
  live.send({ op: "ping" });
  assertEquals(await live.frame(() => true), { op: "pong" });
});

Deno.test("a subscription is acknowledged with its cursor before its first event", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  await using before = await listening.open(ada);
  const [{ cursor }] = await before.subscribe("user");
  await publish(app, ada);
  await before.next("post.created");
  await using live = await listening.open(ada);
  live.send({ op: "subscribe", topics: [{ topic: "user", cursor }] });
  const first = await live.frame(() => true);
  assertEquals(first, { op: "ack", data: { topics: [{ topic: "user", cursor }] } });
  await live.next("post.created");
});

Deno.test("a topic that is hidden or missing, a conversation or a space is not found", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const secret = await publish(app, ada, { privacy: "private" });
  await using live = await listening.open(bob);
  const id = crypto.randomUUID();
  const topics = [`post:${secret.postId}`, missingTopic(), `conversation:${id}`, `space:${id}`];
  for (const topic of topics) {
    const reply = await live.ask({ op: "subscribe", topics: [{ topic: "user" }, { topic }] });
    assertEquals(reply.op, "error");
    assertEquals(reply.error.code, "not_found");
    assertEquals(reply.error.details, { topics: [topic] });
  }
  listening.app.ctx.sockets.tick(Date.now() + 20_000);
  const { cursors } = await live.frame((frame) => frame.op === "heartbeat");
  assertEquals(cursors, {}, "a frame is done whole or not at all");
});

Deno.test("invalid frames are refused with a reason, each under its ref", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using live = await listening.open(ada);
  const codeOf = async (frame: Record<string, unknown>) => (await live.ask(frame)).error.code;
  assertEquals(
    await codeOf({ op: "subscribe", topics: [{ topic: "cluster" }] }),
    "validation_failed",
  );
  assertEquals(await codeOf({ op: "subscribe", topics: [] }), "validation_failed");
  assertEquals(await codeOf({ op: "sing" }), "validation_failed");
  assertEquals(await codeOf({ op: "ping", colour: "red" }), "validation_failed");
  const unknown = { op: "subscribe", topics: [{ topic: "user", cursor: "yesterday" }] };
  assertEquals(await codeOf(unknown), "invalid_cursor");
  const conversationId = crypto.randomUUID();
  const message = { op: "message.send", conversationId, body: "hi", clientId: "1" };
  assertEquals(await codeOf(message), "not_found");
  assertEquals(await codeOf({ op: "typing", conversationId }), "not_found");
  assertEquals(await codeOf({ op: "read", conversationId, seq: 1 }), "not_found");
  live.send("{");
  const reply = await live.frame((frame) => frame.op === "error");
  assertEquals(reply.error.code, "malformed_json");
  assert(!("ref" in reply));
});

Deno.test("a socket has a limited number of topics", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using live = await listening.open(ada);
  const topics = Array.from({ length: TOPICS_PER_SOCKET_MAX }, () => ({ topic: missingTopic() }));
  assertEquals((await live.ask({ op: "subscribe", topics })).error.code, "not_found");
  topics.push({ topic: "user" });
  assertEquals((await live.ask({ op: "subscribe", topics })).error.code, "validation_failed");
});

Deno.test("an unsubscribed topic sends no events", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const post = await publish(app, ada);
  await using live = await listening.open(ada);
  const topic = `post:${post.postId}`;
  await live.subscribe("user", topic);
  await live.next("post.counters");
  const reply = await live.ask({ op: "unsubscribe", topics: [topic] });
  assertEquals(reply.data, { topics: [topic] });
  await ada.post(`/posts/${post.postId}/comments`, { content: "First" });
  await ada.post(`/posts/${post.postId}/like`);
  await app.settled();
  const last = await publish(app, ada);
  await live.next("post.created", ({ event }) => event.data.postId === last.postId);
  assertEquals((await live.unread()).filter((frame) => frame.topic === topic), []);
});

Deno.test("a frame that is too large closes the socket with 1009, one of bytes with 1003", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using large = await listening.open(ada);
  large.send("é".repeat(FRAME_BYTES_MAX / 2));
  large.send("é".repeat(FRAME_BYTES_MAX / 2) + "!");
  assertEquals((await large.frame((frame) => frame.op === "error")).error.code, "malformed_json");
  assertEquals((await large.closed).code, 1009);
  await using binary = await listening.open(ada);
  binary.sendBytes(new Uint8Array(3));
  assertEquals((await binary.closed).code, 1003);
});

Deno.test("a client that floods or sends nonsense is closed with 4429", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using flood = await listening.open(ada);
  for (let sent = 0; sent < 120; sent++) flood.send({ op: "ping" });
  assertEquals((await flood.closed).code, 4429);
  await using nonsense = await listening.open(ada);
  for (let sent = 0; sent < 20; sent++) nonsense.send("nonsense");
  assertEquals((await nonsense.closed).code, 4429);
});
