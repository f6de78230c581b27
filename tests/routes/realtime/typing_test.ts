import { assert, assertEquals } from "@std/assert";
import { type ConversationId, newId } from "../../../domain/ids.ts";
import { ONLINE_FOR_MS, TYPING_MS } from "../../../domain/presence/presence.ts";
import type { TestApp } from "../../helpers/app/app.ts";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { startServer } from "../../helpers/app/server.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";
import { type Frame, Live } from "../../helpers/realtime/live.ts";
import { idOf, makeGroup, makeRoom, write } from "../../helpers/realtime/talk.ts";

/** Makes a group of people; returns its id. */
async function gather(app: TestApp, ...people: Person[]): Promise<ConversationId> {
  const { conversationId } = await makeGroup(app, ...people);
  await app.settled();
  return conversationId;
}

const typing = (conversationId: string) => ({ op: "typing", conversationId });
const isOf = ({ id }: Person) => ({ event }: Frame) => event.data.userId === id;
const ofType = (frames: Frame[], type: string) =>
  frames.filter(({ op, event }) => op === "event" && event.type === type);

Deno.test("typing is shown to the others for six seconds, on both topics, and not repeated (#30)", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await gather(app, ada, bob);
  const adas = await listening.open(ada);
  await using others = await listening.open(ada);
  await others.subscribe("user", `conversation:${group}`);
  await using bobs = await listening.open(bob);
  const cursors = await bobs.subscribe("user", `conversation:${group}`);
  const sentAt = Date.now();
  for (let n = 0; n < 5; n++) adas.send(typing(group));
  assertEquals(await adas.unread(), [], "the frame has no reply");
  await adas.close();
  const frames = await Promise.all(
    ["user", `conversation:${group}`].map((topic) =>
      bobs.next("typing", (frame) => frame.topic === topic)
    ),
  );
  assertEquals(frames[0].event, frames[1].event);
  const { data } = frames[0].event;
  assertEquals({ ...data, until: "" }, { conversationId: group, userId: ada.id, until: "" });
  assert(Date.parse(data.until) <= Date.now() + TYPING_MS);
  assert(Date.parse(data.until) >= sentAt + TYPING_MS);
  for (const frame of frames) assert(typeof frame.cursor === "string" && frame.cursor !== "");
  assertEquals(ofType(await bobs.unread(), "typing"), [], "it is shown once in three seconds");
  assertEquals(ofType(await others.unread(), "typing"), [], "the person themselves is not told");
  await using resumed = await listening.open(bob);
  await resumed.subscribe(...cursors.map(({ topic, cursor }) => ({ topic, cursor })));
  assertEquals(ofType(await resumed.unread(), "typing"), []);
});

Deno.test("nobody is shown to type to those whom a block hides, nor in a request (#36)", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cyd, eve] = await app.people("ada", "bob", "cyd", "eve");
  const group = await gather(app, ada, bob, cyd);
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  const request = await gather(app, eve, ada);
  await write(app, async ({ sql, record }) => {
    await sql`
      update conversation_members set status = 'request'
      where conversation_id = ${request} and user_id = ${ada.id}`;
    record({
      type: "conversation.settings_changed",
      conversationId: request,
      userId: idOf(ada),
    });
  });
  await using open = new AsyncDisposableStack();
  const lives = [];
  for (const person of [ada, bob, cyd, eve]) {
    const live = open.use(await listening.open(person));
    const topic = `conversation:${person === eve ? request : group}`;
    await live.subscribe("user", topic);
    lives.push(live);
  }
  const [adas, bobs, cyds, eves] = lives as [Live, Live, Live, Live];
  await adas.subscribe(`conversation:${request}`);
  eves.send(typing(request));
  cyds.send(typing(group));
  await bobs.next("typing", isOf(cyd));
  bobs.send(typing(group));
  await Promise.all([adas.next("typing", isOf(bob)), cyds.next("typing", isOf(bob))]);
  adas.send(typing(request));
  adas.send(typing(group));
  assertEquals(ofType(await adas.unread(), "typing").filter((one) => !isOf(bob)(one)), []);
  assertEquals(ofType(await eves.unread(), "typing"), []);
});

Deno.test("typing in a hidden conversation is refused as in one that does not exist", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, eve, fay] = await app.people("ada", "bob", "eve", "fay");
  const group = await gather(app, ada, bob);
  await using eves = await listening.open(eve);
  await using fays = await listening.open(fay);
  const bare = ({ error, ...frame }: Frame) => ({ ...frame, error: { ...error, requestId: "" } });
  const hidden = await eves.ask(typing(group));
  const missing = await fays.ask(typing(newId()));
  assertEquals(hidden.error.code, "not_found");
  assertEquals(bare(hidden), bare(missing));
});

Deno.test("the followers of a group hear who comes and goes, if both show it", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const group = await gather(app, ada, bob, cyd);
  await write(app, async ({ sql, record }) => {
    await sql`update users set shows_presence = false where id = ${cyd.id}`;
    record({ type: "user.updated", userId: idOf(cyd) });
  });
  await using bobs = await listening.open(bob);
  await using cyds = await listening.open(cyd);
  for (const live of [bobs, cyds]) await live.subscribe(`conversation:${group}`);
  const adas = await listening.open(ada);
  await app.ctx.presence.tick();
  const online = await bobs.next("presence", isOf(ada));
  assertEquals(online.event.data.online, true);
  await adas.close();
  await app.ctx.presence.tick(Date.now() + ONLINE_FOR_MS);
  const { event } = await bobs.next("presence", isOf(ada));
  assertEquals(event.data.online, false);
  const { presence } = ok(await bob.get(`/presence?userIds=${ada.id}`), 200).data;
  assertEquals([event.data], presence);
  assertEquals(ofType(await bobs.unread(), "presence"), [], "cyd does not show it");
  assertEquals(ofType(await cyds.unread(), "presence"), [], "and is not shown others");
});

Deno.test("the followers of a room are told who types, and not who is online", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { conversationId } = await makeRoom(app, [ada, bob]);
  await app.settled();
  await using bobs = await listening.open(bob);
  await bobs.subscribe("user", `conversation:${conversationId}`);
  await using adas = await listening.open(ada);
  await app.ctx.presence.tick();
  adas.send(typing(conversationId));
  const { topic } = await bobs.next("typing", isOf(ada));
  assertEquals(topic, `conversation:${conversationId}`);
  const others = (await bobs.unread()).filter(({ op }) => op === "event");
  assertEquals(others, [], "rooms are not heard on the user's topic, and show no presence");
});

Deno.test("typing reaches the sockets of another instance", async () => {
  await using database = await openTestDatabase();
  await using near = await startListening({ database });
  const [ada, bob] = await near.app.people("ada", "bob");
  const group = await gather(near.app, ada, bob);
  await using far = await startApp({ database });
  await using server = startServer(far);
  await using bobs = await Live.connect(server, { token: bob.accessToken });
  await bobs.subscribe(`conversation:${group}`);
  let isHeard = false;
  const heard = bobs.next("typing", isOf(ada)).finally(() => isHeard = true);
  // The first instance may not know of the second one yet.
  for (; !isHeard; await far.ctx.sql`select`) await near.app.ctx.typing.add(group, idOf(ada));
  const { topic, event } = await heard;
  assertEquals(topic, `conversation:${group}`);
  assert(Date.parse(event.data.until) <= Date.now() + TYPING_MS);
});
