import { assertEquals } from "@std/assert";
import { startListening } from "../../helpers/app/listening.ts";
import type { Frame, Live } from "../../helpers/realtime/live.ts";
import { ban, join, remove } from "../../helpers/realtime/joining.ts";
import { makeGroup, makeRoom, say } from "../../helpers/realtime/talk.ts";

const topicOf = ({ conversationId }: { conversationId: string }) =>
  `conversation:${conversationId}`;
const spaceOf = ({ spaceId }: { spaceId: string }) => `space:${spaceId}`;
const body = (text: string) => ({ event }: Frame) => event.data.body === text;

/** Returns the end of a topic that the server has announced. */
const dropped = (live: Live, topic: string) =>
  live.frame(({ op, error }) => op === "error" && error.details?.topic === topic);

Deno.test("a removed member hears nothing more, and is told that the topic ended", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cleo] = await app.people("ada", "bob", "cleo");
  const group = await makeGroup(app, ada, bob, cleo);
  await using live = await listening.open(bob);
  await using other = await listening.open(cleo);
  await live.subscribe("user", topicOf(group));
  await other.subscribe(topicOf(group));
  await say(app, group, ada, "before");
  await live.next("message.created", ({ topic }) => topic === topicOf(group));
  await remove(app, group, bob);
  await say(app, group, ada, "after");
  await dropped(live, topicOf(group));
  const { event } = await live.next("member.left");
  assertEquals(event.data, {
    conversationId: group.conversationId,
    afterSeq: 1,
    how: "removed",
    userId: bob.id,
  });
  // Somebody else's leaving ends nobody's topics.
  await other.next("member.left", ({ event }) => event.data.userId === bob.id);
  await other.next("message.created", body("after"));
  const heard = (await live.unread()).filter(({ op }) => op === "event");
  assertEquals(heard.filter(({ event }) => event.data.body === "after"), []);
});

Deno.test("a banned member loses the topics of the space and of its rooms", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const room = await makeRoom(app, [ada, bob]);
  // Nothing of this is delivered later.
  await app.settled();
  await using live = await listening.open(bob);
  await live.subscribe(topicOf(room), spaceOf(room));
  await ban(app, room.spaceId, bob);
  await dropped(live, topicOf(room));
  await dropped(live, spaceOf(room));
  await say(app, room, ada, "after");
  await app.settled();
  assertEquals((await live.unread()).filter(({ op }) => op === "event"), []);
});

Deno.test("somebody who subscribes right after joining gets the first message", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada);
  await say(app, group, ada, "before bob");
  await using live = await listening.open(bob);
  await join(app, group, bob);
  await live.subscribe(topicOf(group));
  await say(app, group, ada, "first");
  assertEquals((await live.next("message.created")).event.data.body, "first");
});
