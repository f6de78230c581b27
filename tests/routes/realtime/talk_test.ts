import { assertEquals, assertRejects } from "@std/assert";
import { block } from "../../helpers/people/social.ts";
import { startListening } from "../../helpers/app/listening.ts";
import type { Frame, Live } from "../../helpers/realtime/live.ts";
import { addRoom, makeGroup, makeRoom, say, unsay } from "../../helpers/realtime/talk.ts";
import { newId } from "../../../domain/ids.ts";

const topicOf = ({ conversationId }: { conversationId: string }) =>
  `conversation:${conversationId}`;
const spaceOf = ({ spaceId }: { spaceId: string }) => `space:${spaceId}`;
const body = (text: string) => ({ event }: Frame) => event.data.body === text;

Deno.test("members hear each message of a group on its topic, in order and whole", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada, bob);
  await using live = await listening.open(bob);
  await live.subscribe(topicOf(group));
  for (const text of ["one", "two", "three"]) await say(app, group, ada, text);
  for (const [index, text] of ["one", "two", "three"].entries()) {
    const { topic, event } = await live.next("message.created");
    assertEquals(topic, topicOf(group));
    const { seq, userId, username, isDeleted, reactions } = event.data;
    assertEquals({ seq, userId, username, isDeleted, reactions, body: event.data.body }, {
      seq: index + 1,
      userId: ada.id,
      username: "ada",
      isDeleted: false,
      reactions: [],
      body: text,
    });
  }
});

Deno.test("a conversation or space of others is not found, as if it did not exist", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cleo] = await app.people("ada", "bob", "cleo");
  const group = await makeGroup(app, ada, bob);
  const room = await makeRoom(app, [ada, bob]);
  const hidden = await makeRoom(app, [ada, bob], "moderator");
  await using live = await listening.open(cleo);
  const refusal = async (live: Live, topic: string) => {
    const { op, error } = await live.ask({ op: "subscribe", topics: [{ topic }] });
    const { code, message } = error;
    return { op, code, message };
  };
  const missing = await refusal(live, `conversation:${newId()}`);
  assertEquals(missing, { op: "error", code: "not_found", message: "Topic not found." });
  for (const topic of [topicOf(group), topicOf(room), spaceOf(room), spaceOf(hidden)]) {
    assertEquals(await refusal(live, topic), missing);
  }
  await using member = await listening.open(bob);
  assertEquals(await refusal(member, topicOf(hidden)), missing);
  await assertRejects(() => member.subscribe(topicOf(room), topicOf(hidden)));
});

Deno.test("the topic of a space has the messages of those rooms that the member may see", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const room = await makeRoom(app, [ada, bob]);
  const staff = await addRoom(app, room.spaceId, "moderator");
  // The topic is also told of new rooms.
  await app.settled();
  await using owner = await listening.open(ada);
  await using member = await listening.open(bob);
  await owner.subscribe(spaceOf(room));
  await member.subscribe(spaceOf(room));
  await say(app, staff, ada, "for moderators");
  await say(app, room, ada, "for all");
  await owner.next("message.created", body("for moderators"));
  await owner.next("message.created", body("for all"));
  await member.next("message.created", body("for all"));
  const left = await member.unread();
  assertEquals(left.filter(({ op }) => op === "event"), []);
});

Deno.test("a message that was deleted before it is sent comes as a deletion", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada, bob);
  await using live = await listening.open(bob);
  const [{ cursor }] = await live.subscribe(topicOf(group));
  const message = await say(app, group, ada, "regretted");
  await live.next("message.created");
  await unsay(app, group, message);
  const { data } = (await live.next("message.deleted")).event;
  assertEquals(data, {
    messageId: message.messageId,
    conversationId: group.conversationId,
    seq: 1,
  });
  await live.subscribe({ topic: topicOf(group), cursor });
  const first = await live.next("message.deleted");
  assertEquals(first.event.data, data);
});

Deno.test("messages of somebody hidden are heard as deletions, to the byte", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cleo] = await app.people("ada", "bob", "cleo");
  const group = await makeGroup(app, ada, bob, cleo);
  await block(app, bob, ada);
  await using hider = await listening.open(bob);
  const [{ cursor }] = await hider.subscribe(topicOf(group));
  const { messageId } = await say(app, group, ada, "unseen");
  const { event } = await hider.next("message.deleted");
  assertEquals(event.data, { messageId, conversationId: group.conversationId, seq: 1 });
  await unsay(app, group, { messageId, seq: 1 });
  await app.settled();
  await using other = await listening.open(cleo);
  await other.subscribe({ topic: topicOf(group), cursor });
  assertEquals((await other.next("message.deleted")).event, event);
});
