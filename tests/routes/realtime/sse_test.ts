import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { EventReader } from "../../helpers/realtime/event_reader.ts";
import { startListening } from "../../helpers/app/listening.ts";

Deno.test("GET /events streams the same events as the socket", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const topic = `post:${postId}`;
  const token = ada.accessToken;
  await using reader = await EventReader.open(server, { token, topics: `user,${topic}` });
  const { headers } = reader.response;
  assertMatch(headers.get("content-type")!, /^text\/event-stream/);
  assertEquals(headers.get("x-accel-buffering"), "no");
  await using live = await listening.open(ada);
  await live.subscribe("user", topic);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Hi" }), 201);
  for (const type of ["comment.created", "notification.created"]) {
    const { op: _, ...frame } = await live.next(type);
    await using again = await EventReader.open(server, {
      token,
      topics: `user,${topic}`,
      lastId: reader.lastId,
    });
    assertEquals((await again.next(type)).data, frame);
  }
});

Deno.test("Last-Event-ID resumes every topic of a stream", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  await app.settled();
  const options = { token: bob.accessToken, topics: `user,post:${postId}` };
  const first = await EventReader.open(server, options);
  ok(await ada.post(`/posts/${postId}/comments`, { content: "one" }), 201);
  await first.next("comment.created");
  await first[Symbol.asyncDispose]();
  ok(await ada.post(`/posts/${postId}/comments`, { content: "two" }), 201);
  const later = await publish(app, ada);
  await app.settled();
  const { lastId } = first;
  await using own = await EventReader.open(server, { ...options, lastId });
  assertEquals((await own.next("post.created")).data.event.data.postId, later.postId);
  await using post = await EventReader.open(server, { ...options, lastId });
  assertEquals((await post.next("comment.created")).data.event.data.content, "two");
  assertEquals(await resumedByQuery(server, lastId, bob), "two");
});

/** Opens a stream as a browser reopens one, with a new ticket. */
async function resumedByQuery(
  server: { url: string },
  lastEventId: string,
  person: { post(path: string): Promise<{ data: { ticket: string } }> },
) {
  const { ticket } = (await person.post("/realtime/ticket")).data;
  const topics = lastEventId.split(",").map((part) => part.split("=")[0]).join(",");
  const query = new URLSearchParams({ lastEventId, ticket, topics });
  await using reader = await EventReader.openAt(`${server.url}/api/v1/events?${query}`);
  return (await reader.next("comment.created")).data.event.data.content;
}

Deno.test("an id of another generation of the KV store gets a reset", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  const options = { token: ada.accessToken, topics: "user" };
  await using first = await EventReader.open(server, options);
  const lastId = first.lastId.replace(/=\w{8}/, "=00000000");
  await using second = await EventReader.open(server, { ...options, lastId });
  assertEquals((await second.next("reset")).data, { topic: "user" });
  const { postId } = await publish(app, ada);
  assertEquals((await second.next("post.created")).data.event.data.postId, postId);
});

Deno.test("heartbeats of a stream are comments that advance its id", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  await using reader = await EventReader.open(server, { token: ada.accessToken, topics: "user" });
  const before = reader.lastId;
  app.ctx.sockets.tick(Date.now() + 20_000);
  const { postId } = await publish(app, ada);
  assertEquals((await reader.next("post.created")).data.event.data.postId, postId);
  assertEquals(reader.lastId === before, false);
});

Deno.test("a ticket opens one stream", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  const { ticket } = ok(await ada.post("/realtime/ticket"), 201).data;
  await using _reader = await EventReader.open(server, { ticket, topics: "user" });
  await assertRejects(() => EventReader.open(server, { ticket, topics: "user" }), Error, "401");
});

Deno.test("a stream that its client leaves is forgotten", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  const reader = await EventReader.open(server, { token: ada.accessToken, topics: "user" });
  const followed = app.ctx.hub.size;
  await reader[Symbol.asyncDispose]();
  // The server notices at its next write.
  while (app.ctx.sockets.size > 0) ok(await ada.post("/notifications/read-all"), 204);
  assertEquals(app.ctx.hub.size, followed - 2);
});
