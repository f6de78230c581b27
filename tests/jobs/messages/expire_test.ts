import { assertEquals } from "@std/assert";
import { deleteOldMessages } from "../../../jobs/messages/delete_old.ts";
import { expireMessages } from "../../../jobs/messages/expire.ts";
import { startApp } from "../../helpers/app/app.ts";
import { logOf } from "../../helpers/app/traces.ts";
import { makeDm, makeGroup, say } from "../../helpers/conversations/talk.ts";
import { ok } from "../../helpers/people/steps.ts";

const { signal } = new AbortController();

Deno.test("a message is gone when its time has run out, even before the job deletes it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const stays = await say(ada, id, "Stays");
  const goes = await say(ada, id, "Goes", { expiresIn: 10 });
  const answer = await say(bob, id, "When?", { parentId: goes.messageId });
  const { sql } = app.ctx;
  const path = `/messages/${goes.messageId}`;
  assertEquals(ok(await bob.get(path), 200).data.expiresAt, goes.expiresAt);
  assertEquals(await expireMessages.run(app.ctx, signal), { expired: 0 });
  await sql`update messages set expires_at = now() where id = ${goes.messageId}`;
  app.ctx.cache.clear();
  const tombstone = ok(await bob.get(path), 200).data;
  assertEquals([tombstone.isDeleted, tombstone.body], [true, null]);
  const { parent } = ok(await ada.get(`/messages/${answer.messageId}`), 200).data;
  assertEquals([parent.isDeleted, parent.body], [true, null]);
  ok(await ada.patch(path, { body: "Still here" }), 410);
  ok(await bob.put(`${path}/reactions/🔥`), 410);
  const runs = await Promise.all([1, 2].map(() => expireMessages.run(app.ctx, signal)));
  assertEquals(runs.map(({ expired }) => expired!).sort(), [0, 1]);
  assertEquals(ok(await bob.get(path), 200).data, tombstone);
  assertEquals((await sql`select from messages where body = 'Goes'`).count, 0);
  assertEquals(ok(await bob.get(`/messages/${stays.messageId}`), 200).data.body, "Stays");
  await app.settled();
  const types = (await logOf(app, `conversation:${id}`)).map(({ type }) => type);
  assertEquals(types.filter((type) => type === "message.deleted").length, 1);
});

Deno.test("an expired message is neither unread nor shown in a list, before the job and from memory", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  await say(ada, id, "Stays");
  const goes = await say(ada, id, "Goes", { expiresIn: 30 });
  const seen = async () => {
    const [{ unreadCount, lastMessage }] = ok(await bob.get("/conversations"), 200).data
      .conversations;
    const { totalUnread } = ok(await bob.get("/conversations/unread"), 200).data;
    return [unreadCount, totalUnread, lastMessage.body];
  };
  assertEquals(await seen(), [2, 2, "Goes"]);
  // Nothing tells of it: both clocks just go on.
  await app.ctx.sql`update messages set expires_at = now() where id = ${goes.messageId}`;
  const { now } = Date;
  Date.now = () => now() + 60_000;
  try {
    assertEquals(await seen(), [1, 1, null]);
  } finally {
    Date.now = now;
  }
});

Deno.test("messages expire beside sends, and no number is lost", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  for (let n = 0; n < 20; n++) await say(ada, id, `Goes ${n}`, { expiresIn: 60 });
  await app.ctx.sql`update messages set expires_at = now()`;
  const [, { expired }] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, (_, n) => say(bob, id, `Stays ${n}`))),
    expireMessages.run(app.ctx, signal),
  ]);
  assertEquals(expired, 20);
  const rows = await app.ctx.sql<{ seq: number; isDeleted: boolean }[]>`
    select seq, deleted_at is not null as is_deleted from messages order by seq`;
  assertEquals(rows.map(({ seq }) => seq), Array.from({ length: 40 }, (_, n) => n + 1));
  assertEquals(rows.filter(({ isDeleted }) => isDeleted).length, 20);
});

Deno.test("a conversation keeps its messages only for the days that its owner set", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const [kept, cleaned] = [await makeGroup(app, ada, bob), await makeGroup(app, ada, bob)];
  const old = [];
  for (const id of [kept, cleaned]) {
    for (let n = 0; n < 3; n++) old.push(await say(ada, id, `Old ${n}`));
  }
  const { sql } = app.ctx;
  await sql`update messages set created_at = now() - interval '8 days'`;
  const young = await say(bob, cleaned, "Young");
  const takenDown = old.at(-1)!;
  ok(await bob.post(`/moderation/messages/${takenDown.messageId}/flag`, { reason: "spam" }), 201);
  await sql`
    with act as (
      insert into moderation_actions (id, action, subject_type, subject_id, person_id, reason)
      values (gen_random_uuid(), 'message.takedown', 'message', ${takenDown.messageId}, ${ada.id},
        'Bad')
      returning id)
    update messages set takedown_id = act.id from act where messages.id = ${takenDown.messageId}`;
  await sql`update conversations set retention_days = 7 where id = ${cleaned}`;
  assertEquals(await deleteOldMessages.run(app.ctx, signal), { conversations: 1, failed: 0 });
  assertEquals(await deleteOldMessages.run(app.ctx, signal), { conversations: 0, failed: 0 });
  const left = await sql<{ body: string }[]>`
    select body from messages where body is not null order by body`;
  assertEquals(left.map(({ body }) => body), ["Old 0", "Old 1", "Old 2", "Young"]);
  assertEquals(ok(await ada.get(`/messages/${young.messageId}`), 200).data.body, "Young");
});
