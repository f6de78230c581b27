import { assertEquals } from "@std/assert";
import { makeDm, makeGroup, removeFrom, say } from "../../helpers/conversations/talk.ts";
import {
  appeal,
  moderationNotificationsOf,
  report,
  resolveAppeal,
  startModeratedApp,
  takeDown,
} from "../../helpers/people/moderation.ts";
import { block } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { personalData } from "../../../jobs/mod.ts";

const flag = (person: Person, messageId: string) =>
  person.post(`/moderation/messages/${messageId}/flag`, { reason: "harassment" });
const contentsFor = async (moderator: Person) =>
  ok(await moderator.get("/moderation/reports"), 200).data.reports;
const seenBy = async (person: Person, messageId: string) =>
  ok(await person.get(`/messages/${messageId}`), 200).data;

Deno.test("a report of a message shows moderators the message and the five before it", async () => {
  await using app = await startModeratedApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  for (let n = 0; n < 7; n++) await say(n % 2 === 0 ? ada : bob, id, `Text ${n}`);
  const deleted = await say(bob, id, "Deleted");
  ok(await bob.delete(`/messages/${deleted.messageId}`), 204);
  const { messageId } = await say(bob, id, "Bad");
  await say(bob, id, "After");
  const first = await report(ada, "messages", messageId, "harassment");
  assertEquals(first.subject, { type: "message", id: messageId });
  assertEquals((await report(ada, "messages", messageId, "spam")).reportId, first.reportId);
  const [seen] = await contentsFor(app.mona);
  assertEquals(seen.userId, bob.id);
  const { content, username, before, conversationId, isPrivate, media } = seen.content;
  assertEquals([content, username, conversationId, isPrivate, media], ["Bad", "bob", id, true, []]);
  assertEquals(
    before.map((one: { username: string; content: string }) => `${one.username}: ${one.content}`),
    ["ada: Text 2", "bob: Text 3", "ada: Text 4", "bob: Text 5", "ada: Text 6"],
  );
  // Each look is written to the audit, because the conversation is private.
  const { entries } = ok(await app.ann.get("/moderation/audit?action=report.view"), 200).data;
  assertEquals(entries.length, 1);
  // The report is all that moderators see of a conversation.
  assertEquals((await app.mona.get(`/messages/${messageId}`)).status, 404);
});

Deno.test("only who sees a message can report it, and only what they see is reported", async () => {
  await using app = await startModeratedApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(app, ada, bob, cyd);
  await say(bob, id, "Hidden");
  await say(ada, id, "Shown");
  const { messageId } = await say(ada, id, "Bad");
  const missing = await flag(dan, crypto.randomUUID());
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await flag(dan, messageId), missing);
  assertEquals(errorCode(await flag(ada, messageId), 422), "unprocessable");
  await block(app, cyd, bob);
  ok(await flag(cyd, messageId), 201);
  const [{ content: { before } }] = await contentsFor(app.mona);
  assertEquals(before.map(({ content }: { content: string }) => content), ["Shown"]);
  await block(app, bob, ada);
  assertSameAnswer(await flag(bob, messageId), missing);
  await removeFrom(app, id, cyd);
  assertSameAnswer(await flag(cyd, messageId), missing);
  ok(await ada.delete(`/messages/${messageId}`), 204);
  assertSameAnswer(await flag(ada, messageId), missing);
});

Deno.test("a message that is taken down is a tombstone for others, until it is restored", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const { messageId } = await say(ada, id, "Bad");
  // Without a report moderators do not know of it.
  const path = `/moderation/messages/${messageId}`;
  assertEquals(errorCode(await mona.post(`${path}/takedown`), 404), "not_found");
  const { reportId } = await report(bob, "messages", messageId);
  const resolve = { action: "takedown", note: "Not here" };
  ok(await mona.post(`/moderation/reports/${reportId}/resolve`, resolve), 200);
  await app.settled();
  assertEquals((await seenBy(bob, messageId)).isDeleted, true);
  assertEquals((await seenBy(ada, messageId)).body, "Bad");
  const [told] = await moderationNotificationsOf(app, ada);
  assertEquals(told.preview, "Your message was taken down: Not here");
  const again = await mona.post(`${path}/takedown`);
  assertEquals(errorCode(again, 409), "conflict");
  const { appealId } = ok(await appeal(ada, told.actionId), 201).data;
  const [asked] = ok(await max.get("/moderation/appeals"), 200).data.appeals;
  assertEquals([asked.content.content, asked.content.before], ["Bad", []]);
  ok(await resolveAppeal(max, appealId, true), 200);
  await app.settled();
  assertEquals((await seenBy(bob, messageId)).body, "Bad");
  await takeDown(mona, "messages", messageId);
  ok(await mona.post(`${path}/restore`), 200);
  await app.settled();
  assertEquals((await seenBy(bob, messageId)).body, "Bad");
});

Deno.test("the messages before a reported one go with the people who wrote them", async () => {
  await using app = await startModeratedApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  await say(cyd, id, "Canary");
  const { messageId } = await say(bob, id, "Bad");
  await report(ada, "messages", messageId);
  const { sql } = app.ctx;
  ok(await cyd.delete("/users/me", { password: "correct horse battery staple" }), 202);
  await sql`update users set deleted_at = now() - interval '31 days' where id = ${cyd.id}`;
  await personalData.run(app.ctx, new AbortController().signal);
  const [{ content }] = await contentsFor(app.mona);
  assertEquals([content.content, content.before], ["Bad", []]);
});
