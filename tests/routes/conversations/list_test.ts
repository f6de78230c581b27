import { assertEquals } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { type ConversationId, newId, type SpaceId } from "../../../domain/ids.ts";
import { conversationSchema } from "../../../routes/conversations/conversation_view.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  deleteMember,
  deleteMessage,
  insertMember,
  insertMessage,
  insertTalk,
  setHearing,
} from "../../helpers/conversations/rows.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

const list = async (person: Person, query = "") =>
  ok(await person.get(`/conversations${query}`), 200).data.conversations;
// deno-lint-ignore no-explicit-any -- as in Answer
const idsOf = (conversations: any[]) => conversations.map((one) => one.conversationId);

Deno.test("the list has every conversation in the order of its activity, in the documented form", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const dm = await insertTalk(app, "dm", [ada, bob]);
  const group = await insertTalk(app, "group", [ada, bob, eve]);
  assertEquals(idsOf(await list(ada)), [group, dm]);
  await insertMessage(app, dm, bob, { body: "first" });
  await insertMessage(app, dm, bob, { body: "second", mentions: [ada] });
  const [first, second, ...others] = await list(ada);
  assertEquals([first.conversationId, second.conversationId, others], [dm, group, []]);
  assertEquals(conversationSchema.parse(first), first);
  assertEquals(first.lastMessage.body, "second");
  assertEquals([first.unreadCount, first.mentionsCount, first.lastSeq], [2, 1, 2]);
  assertEquals([second.unreadCount, second.lastMessage, second.membersCount], [0, null, 3]);
  assertEquals(first.lastActivityAt, first.lastMessage.createdAt);
  assertEquals(idsOf(await list(eve)), [group]);
  assertEquals(idsOf(await list(ada, "?kind=dm")), [dm]);
  assertEquals(idsOf(await list(ada, "?kind=room")), []);
  assertEquals(errorCode(await ada.get("/conversations?kind=tribe"), 400), "validation_failed");
  const nobody = await send(app.fetch, "GET", "/api/v1/conversations");
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});

Deno.test("an empty DM is listed for the person who began it, and archives and declined requests are apart", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const dm = await insertTalk(app, "dm", [ada, bob]);
  assertEquals([idsOf(await list(ada)), idsOf(await list(bob))], [[dm], []]);
  await insertMessage(app, dm, ada);
  assertEquals(idsOf(await list(bob)), [dm]);
  await setHearing(app, dm, bob, { isArchived: true });
  assertEquals([await list(bob), idsOf(await list(bob, "?archived=true"))], [[], [dm]]);
  assertEquals(idsOf(await list(ada, "?archived=true")), []);
  const request = await insertTalk(app, "dm", [eve, ada], { requestOf: ada });
  await insertMessage(app, request, eve);
  assertEquals(idsOf(await list(ada)), [request, dm]);
  assertEquals(idsOf(await list(ada, "?status=request")), [request]);
  assertEquals(idsOf(await list(ada, "?status=accepted")), [dm]);
  await changeMember(app, request, ada, { hiddenUntil: new Date(Date.now() + 60_000) });
  assertEquals(idsOf(await list(ada, "?status=request")), []);
  await changeMember(app, dm, ada, { floorSeq: 1 });
  assertEquals(await list(ada), []);
  await insertMessage(app, dm, bob);
  assertEquals(idsOf(await list(ada)), [dm]);
});

Deno.test("the first page is never older than what its reader has just done or been sent", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await insertTalk(app, "group", [ada, bob]);
  const seen = async () => {
    const [one] = await list(bob);
    return one && [one.lastMessage?.body ?? null, one.unreadCount, one.members.length];
  };
  assertEquals(await seen(), [null, 0, 2]);
  const { messageId } = await insertMessage(app, id, ada, { body: "one" });
  assertEquals(await seen(), ["one", 1, 2]);
  await insertMessage(app, id, ada, { body: "two" });
  assertEquals(await seen(), ["two", 2, 2]);
  await deleteMessage(app, id, messageId);
  assertEquals(await seen(), ["two", 1, 2]);
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertEquals(await seen(), [null, 0, 1]);
  ok(await bob.delete(`/users/${ada.id}/block`), 200);
  assertEquals(await seen(), ["two", 1, 2]);
  ok(await bob.post(`/conversations/${id}/read`, { seq: 2 }), 200);
  assertEquals(await seen(), ["two", 0, 2]);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals(await seen(), [null, 0, 1]);
  await deleteMember(app, id, bob);
  assertEquals(await seen(), undefined);
  await insertMember(app, id, bob);
  assertEquals(await seen(), [null, 0, 1]);
});

Deno.test("rooms are listed for members whose role may see them, as long as the space lives", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = newId() as SpaceId;
  const [open, staff] = [newId() as ConversationId, newId() as ConversationId];
  const { sql } = app.ctx;
  await sql`insert into spaces (id, name, members_count) values (${spaceId}, 'Lakes', 2)`;
  await sql`
    insert into space_members (space_id, user_id, role, id)
    values (${spaceId}, ${ada.id}, 'owner', ${newId()}), (${spaceId}, ${bob.id}, 'member', ${newId()})`;
  await sql`
    insert into conversations (id, kind, space_id, name, view_role, position)
    values (${open}, 'room', ${spaceId}, 'open', 'member', 0),
      (${staff}, 'room', ${spaceId}, 'staff', 'moderator', 1)`;
  for (const id of [open, staff]) await insertMessage(app, id, ada);
  assertEquals(idsOf(await list(ada)), [staff, open]);
  assertEquals(idsOf(await list(bob)), [open]);
  assertEquals(
    ok(await bob.post(`/conversations/${open}/read`, { seq: 1 }), 200).data.unreadCount,
    0,
  );
  assertEquals(
    errorCode(await bob.post(`/conversations/${staff}/read`, { seq: 1 }), 404),
    "not_found",
  );
  await transact(app.ctx.db, async (tx) => {
    await tx.sql`update spaces set deleted_at = now() where id = ${spaceId}`;
    tx.record({ type: "space.deleted", spaceId });
  });
  assertEquals([await list(ada), await list(bob)], [[], []]);
  const rest = await bob.post(`/conversations/${open}/read`, { seq: 1 });
  assertEquals(errorCode(rest, 404), "not_found");
});

async function changeMember(
  { ctx }: TestApp,
  conversationId: ConversationId,
  { id: userId }: Person,
  { hiddenUntil = null, floorSeq = 0 }: { hiddenUntil?: Date | null; floorSeq?: number },
): Promise<void> {
  await transact(ctx.db, async ({ sql, record }) => {
    await sql`
      update conversation_members set hidden_until = ${hiddenUntil}, floor_seq = ${floorSeq}
      where conversation_id = ${conversationId} and user_id = ${userId}`;
    record({ type: "conversation.settings_changed", conversationId, userId });
  });
}
