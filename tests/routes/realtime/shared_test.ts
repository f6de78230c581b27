import { assertEquals } from "@std/assert";
import { startListening } from "../../helpers/app/listening.ts";
import { block } from "../../helpers/people/social.ts";
import { makeRoom, say, unsay, write } from "../../helpers/realtime/talk.ts";
import { newId } from "../../../domain/ids.ts";

Deno.test("members of a room get the same frame, but each without the people whom they hide", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cleo, dora] = await app.people("ada", "bob", "cleo", "dora");
  const room = await makeRoom(app, [ada, bob, cleo, dora]);
  const topic = `conversation:${room.conversationId}`;
  await block(app, dora, bob);
  await using first = await listening.open(ada);
  await using second = await listening.open(cleo);
  await using hider = await listening.open(dora);
  const lives = [first, second, hider];
  for (const live of lives) await live.subscribe(topic);
  const heard = () => Promise.all(lives.map((live) => live.next("message.created")));
  const message = await say(app, room, ada, "to all");
  const [frame, ...others] = await heard();
  for (const other of others) assertEquals(other, frame);
  await write(app, async ({ sql, record }) => {
    await sql`
      insert into message_reactions (message_id, user_id, emoji, id)
      values (${message.messageId}, ${bob.id}, '👍', ${newId()}),
        (${message.messageId}, ${cleo.id}, '👍', ${newId()})`;
    record({ type: "message.updated", ...room, ...message });
  });
  const [whole, same, less] = await Promise.all(
    lives.map((live) => live.next("message.updated")),
  );
  assertEquals(whole, same);
  assertEquals(whole.event.data.reactions, [
    { emoji: "👍", count: 2, userIds: [bob.id, cleo.id] },
  ]);
  assertEquals(less.event.data.reactions, [{ emoji: "👍", count: 1, userIds: [cleo.id] }]);
  assertEquals(less.event.data.body, "to all");
  await unsay(app, room, message);
  const ends = await Promise.all(lives.map((live) => live.next("message.deleted")));
  assertEquals(ends[2], ends[0]);
  // A message of somebody hidden looks like one that was deleted.
  await say(app, room, bob, "unseen");
  await first.next("message.created");
  const { data } = (await hider.next("message.deleted")).event;
  assertEquals(Object.keys(data), ["messageId", "conversationId", "seq"]);
});
