import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { makeDm, makeGroup, makeRoom, makeSpace, say } from "../../helpers/conversations/talk.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

Deno.test("a message answers one of the same conversation that its sender sees", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const parent = await say(ada, id, "Who comes?");
  const reply = await say(bob, id, "I do", { parentId: parent.messageId });
  assertEquals(reply.parent, {
    messageId: parent.messageId,
    seq: 1,
    userId: ada.id,
    username: "ada",
    body: "Who comes?",
    isDeleted: false,
  });
  const elsewhere = await say(ada, await makeDm(app, ada, bob), "Elsewhere");
  const path = `/conversations/${id}/messages`;
  const answering = (parentId: string) => ({ clientId: "c", body: "No", parentId });
  const missing = await bob.post(path, answering(crypto.randomUUID()));
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.post(path, answering(elsewhere.messageId)), missing);
  // A message of somebody hidden is as missing as a deleted one.
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  assertSameAnswer(await cyd.post(path, answering(parent.messageId)), missing);
  const { data } = ok(await cyd.get(`/messages/${reply.messageId}`), 200);
  assertEquals([data.parent.username, data.parent.body, data.parent.isDeleted], [null, null, true]);
  await app.ctx.sql`
    update messages set deleted_at = now(), body = null where id = ${parent.messageId}`;
  assertSameAnswer(await bob.post(path, answering(parent.messageId)), missing);
});

Deno.test("a mention reaches people in the conversation who see its sender", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(app, ada, bob, cyd);
  ok(await cyd.post(`/users/${bob.id}/block`), 200);
  const names = (data: { mentions: { username: string }[] }) =>
    data.mentions.map(({ username }) => username).sort();
  const said = await say(bob, id, "@ada @cyd @dan @bob @nobody come");
  assertEquals(names(said), ["ada"]);
  assertEquals(said.mentions[0].userId, ada.id);
  const space = await makeSpace(app, ada, bob, cyd, dan);
  const staff = await makeRoom(app, space, { viewRole: "moderator" });
  assertEquals(names(await say(ada, staff, "@bob @cyd")), ["bob"]);
  const { count } = await app.ctx.sql`select from message_mentions`;
  assertEquals(count, 2);
});

Deno.test("staff can name everybody, seldom where there are many", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const group = await makeGroup(app, ada, bob);
  const all = async (person: Person, id: typeof group) =>
    (await say(person, id, "@all come")).mentionsAll;
  assert(await all(ada, group));
  assertEquals(await all(bob, group), false);
  assertEquals(await all(ada, await makeDm(app, ada, bob)), false);
  const space = await makeSpace(app, ada, bob, cyd);
  const room = await makeRoom(app, space);
  assertEquals(await Promise.all([ada, bob, cyd].map((one) => all(one, room))), [
    true,
    true,
    false,
  ]);
  await app.ctx.sql`update spaces set members_count = 1001 where id = ${space}`;
  assertEquals(await all(ada, room), false);
  await app.ctx.sql`
    update messages set created_at = created_at - interval '11 minutes'
    where conversation_id = ${room}`;
  assert(await all(ada, room));
  assertEquals(await all(bob, room), false);
});
