import { assert, assertEquals } from "@std/assert";
import { SENDS_PER_SOCKET_MAX } from "../../../domain/conversations/limits.ts";
import { RATE_LIMITS } from "../../../domain/limits.ts";
import { makeDm, makeGroup, makeRoom, makeSpace } from "../../helpers/conversations/talk.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Frame, Live } from "../../helpers/realtime/live.ts";

const frameOf = (clientId: string, place: Record<string, unknown>) => ({
  op: "message.send",
  clientId,
  body: `Body of ${clientId}`,
  ...place,
});

/** Sends frames without waiting; returns the replies in the order of their arrival. */
async function burst(live: Live, frames: Record<string, unknown>[]): Promise<Frame[]> {
  for (const [n, frame] of frames.entries()) live.send({ ref: n, ...frame });
  const replies: Frame[] = [];
  while (replies.length < frames.length) {
    replies.push(await live.frame(({ op }) => op === "ack" || op === "error"));
  }
  return replies;
}

Deno.test("a socket sends to a conversation, a person or a room, and gets the stored message", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada, bob);
  const space = await makeSpace(app, ada, bob);
  const room = await makeRoom(app, space);
  await using live = await listening.open(ada);
  const places = [
    { conversationId: group },
    { spaceId: space, roomId: room },
    { receiverId: bob.id },
    { receiverId: bob.id },
  ];
  for (const [n, place] of places.entries()) {
    const { op, data } = await live.ask(frameOf(`c${n}`, place));
    assertEquals(op, "ack");
    assertEquals(ok(await ada.get(`/messages/${data.messageId}`), 200).data, data);
    assertEquals(ok(await bob.get(`/messages/${data.messageId}`), 200).data, data);
    assertEquals(data.seq, n === 3 ? 2 : 1);
  }
  const { data } = ok(await bob.get(`/messages/history/dm/${ada.id}`), 200);
  assertEquals(data.messages.length, 2);
});

Deno.test("messages of one socket keep the order of their frames, and so do the replies", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob);
  const elsewhere = await makeDm(app, bob, cyd);
  app.ctx.cache.clear();
  await using live = await listening.open(ada);
  const frames = Array.from(
    { length: 30 },
    (_, n) => frameOf(`c${n}`, { conversationId: n % 10 === 9 ? elsewhere : id }),
  );
  const replies = await burst(live, frames);
  assertEquals(replies.map(({ ref }) => ref), frames.map((_, n) => n));
  const refused = replies.filter(({ op }) => op === "error");
  assertEquals(refused.map(({ error }) => error.code), ["not_found", "not_found", "not_found"]);
  const seqs = replies.flatMap(({ op, data }) => op === "ack" ? [data.seq] : []);
  assertEquals(seqs, seqs.map((_, n) => n + 1));
});

Deno.test("a message that was sent by REST and by sockets at once is one message", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const conversationId = await makeDm(app, ada, bob);
  await using one = await listening.open(ada);
  await using other = await listening.open(ada);
  const message = { clientId: "c", body: "Once" };
  const frame = { op: "message.send", conversationId, ...message };
  const path = `/conversations/${conversationId}/messages`;
  const sent = await Promise.all(Array.from({ length: 5 }, async () => [
    ...await Promise.all([one.ask(frame), other.ask(frame)]),
    ok(await ada.post(path, message), 201),
  ]));
  const ids = new Set(sent.flat().map(({ data }) => data.messageId));
  assertEquals(ids.size, 1);
  assertEquals(ok(await bob.get(path), 200).data.messages.length, 1);
});

Deno.test("a frame names one place and has content, and each refusal has its reason", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const conversationId = await makeGroup(app, ada, bob);
  const space = await makeSpace(app, bob, ada);
  const news = await makeRoom(app, space, { postRole: "owner" });
  await using live = await listening.open(ada);
  const receiverId = bob.id;
  const wrong = [
    frameOf("c", {}),
    frameOf("c", { conversationId, receiverId }),
    frameOf("c", { spaceId: space }),
    frameOf("c", { roomId: news }),
    frameOf("c", { conversationId, body: " " }),
    frameOf("c", { conversationId, clientId: "" }),
  ];
  for (const frame of wrong) {
    assertEquals((await live.ask(frame)).error.code, "validation_failed", JSON.stringify(frame));
  }
  const foreign = frameOf("c", { spaceId: crypto.randomUUID(), roomId: news });
  assertEquals((await live.ask(foreign)).error.code, "not_found");
  assertEquals((await live.ask(frameOf("c", { receiverId: ada.id }))).error.code, "unprocessable");
  const unknown = frameOf("c", { receiverId: crypto.randomUUID() });
  assertEquals((await live.ask(unknown)).error.code, "not_found");
  const { error } = await live.ask(frameOf("c", { spaceId: space, roomId: news }));
  assertEquals([error.code, error.details.reason], ["forbidden", "role"]);
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  assertEquals((await live.ask(frameOf("c", { receiverId }))).error.code, "not_found");
});

Deno.test("messages by sockets and by REST count together, and few of a socket wait at once", async () => {
  await using listening = await startListening({ env: { RATE_LIMITS: "on" } });
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const conversationId = await makeGroup(app, ada, bob);
  await using live = await listening.open(ada);
  // A lock on the conversation makes all of them wait.
  const replies = await app.ctx.sql.begin(async (sql) => {
    await sql`select from conversations where id = ${conversationId} for update`;
    for (let n = 0; n <= SENDS_PER_SOCKET_MAX; n++) {
      live.send({ ref: n, ...frameOf(`c${n}`, { conversationId }) });
    }
    return await live.frame(({ op }) => op === "error");
  });
  assertEquals([replies.ref, replies.error.code], [SENDS_PER_SOCKET_MAX, "rate_limited"]);
  for (let n = 0; n < SENDS_PER_SOCKET_MAX; n++) {
    assertEquals((await live.frame(({ ref }) => ref === n)).op, "ack");
  }
  const path = `/conversations/${conversationId}/messages`;
  const left = RATE_LIMITS.message.perUser - SENDS_PER_SOCKET_MAX;
  let sent = 0;
  for (let isAllowed = true; isAllowed; sent++) {
    const { status } = await ada.post(path, { clientId: `rest ${sent}`, body: "Hello" });
    isAllowed = status === 201;
  }
  // Two windows approximate the limit.
  assert(sent <= left + 1, `${sent} by REST after ${SENDS_PER_SOCKET_MAX} by socket`);
  const late = await live.ask(frameOf("late", { conversationId }));
  assertEquals(late.error.code, "rate_limited");
});
