import { assert, assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  addToGroup,
  deleteSpace,
  insertGroup,
  insertRoom,
  insertSpace,
  joinSpace,
  leaveSpace,
  removeFromGroup,
  reword,
  say,
  unsay,
} from "../../helpers/conversations/inserted.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";

const path = (q: string, more = "") => `/search/messages?q=${encodeURIComponent(q)}${more}`;
const found = async (person: Person, q: string, more = ""): Promise<string[]> =>
  ok(await person.get(path(q, more)), 200).data.messages
    .map(({ messageId }: { messageId: string }) => messageId);

Deno.test("messages are found by whole words, by the beginning of the last one, and in any writing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertGroup(app, "Lake club", [ada, bob]);
  const first = await say(app, group, ada, "Wir treffen uns am Café, o'clock nine! 東京湖 🌊");
  const second = await say(app, group, bob, "The café is closed");
  await app.settled();
  for (const q of ["cafe", "CAFÉ", "caf"]) assertEquals(await found(ada, q), [second, first], q);
  for (const q of ["treffen cafe", "oclock", "東京", "京", "🌊", "cafe treff"]) {
    assertEquals(await found(bob, q), [first], q);
  }
  for (const q of ["afe", "caf treffen", "京東", "cafe | tea", "%", "''", "?:"]) {
    assertEquals(await found(bob, q), [], q);
  }
  const { data } = ok(await bob.get(path("closed")), 200);
  assertEquals(data.pagination, { nextCursor: null, hasMore: false });
  const [hit] = data.messages;
  assertEquals(hit.conversationName, "Lake club");
  assertEquals(hit.body, "The café is closed");
  assertEquals(hit.snippet, [{ text: "The café is ", isMatch: false }, {
    text: "closed",
    isMatch: true,
  }]);
});

Deno.test("deleted, edited, expired, left and hidden messages are never found, nor is anything of them kept (#33)", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const group = await insertGroup(app, "One", [ada, bob, cora]);
  const other = await insertGroup(app, "Two", [ada, bob]);
  const [deleted, edited, expired, kept] = [
    await say(app, group, ada, "canary deleted"),
    await say(app, group, ada, "canary edited"),
    await say(app, group, ada, "canary expired", { expiresAt: new Date(Date.now() - 1000) }),
    await say(app, group, cora, "canary kept"),
  ];
  const left = await say(app, other, ada, "canary left");
  await app.settled();
  assertEquals(await found(bob, "canary"), [left, kept, edited, deleted]);
  assert(!(await found(bob, "canary")).includes(expired));

  await unsay(app, deleted);
  await reword(app, edited, "something else");
  assertEquals(await found(bob, "canary"), [left, kept]);
  assertEquals(await found(bob, "something"), [edited]);
  assertEquals(await wordsKept(app.ctx.sql, "edited"), 0);
  assertEquals(await wordsKept(app.ctx.sql, "deleted"), 0);

  await removeFromGroup(app, other, bob);
  assertEquals(await found(bob, "canary"), [kept]);
  assertSameAnswer(
    await bob.get(path("canary", `&conversationId=${other}`)),
    await bob.get(path("canary", `&conversationId=${newId()}`)),
  );
  await block(app, cora, bob);
  assertEquals(await found(bob, "canary"), []);
  assertEquals(await found(ada, "canary"), [left, kept]);
  ok(await cora.delete(`/users/${bob.id}/block`), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, cora.id, true));
  assertEquals(await found(bob, "canary"), []);
  await transact(app.ctx.db, (tx) => setSuspended(tx, cora.id, false));
  assertEquals(await found(bob, "canary"), [kept]);
});

Deno.test("a message that is deleted or edited before it is indexed is never indexed as it was", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertGroup(app, "One", [ada, bob]);
  const said = await Promise.all(
    Array.from({ length: 20 }, (_, n) => say(app, group, ada, `early${n} word`)),
  );
  await Promise.all(said.map((id, n) => n % 2 ? unsay(app, id) : reword(app, id, `late${n}`)));
  await app.settled();
  const rows = await app.ctx.sql<{ document: string }[]>`
    select document::text from message_search`;
  assertEquals(rows.length, 10);
  assert(rows.every(({ document }) => /:late\d/.test(document) && !document.includes("early")));
});

Deno.test("a member finds what was said since they joined, and a stranger's request only inside of it", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const group = await insertGroup(app, "One", [ada]);
  const before = await say(app, group, ada, "canary before");
  await addToGroup(app, group, bob);
  await addToGroup(app, group, cora, "request");
  const after = await say(app, group, ada, "canary after");
  await app.settled();
  assertEquals(await found(ada, "canary"), [after, before]);
  assertEquals(await found(bob, "canary"), [after]);
  assertEquals(await found(bob, "canary", `&conversationId=${group}`), [after]);
  assertEquals(await found(cora, "canary"), []);
  assertEquals(await found(cora, "canary", `&conversationId=${group}`), [after]);
});

Deno.test("a search finds messages by their sender, their time, their conversation or space, and pictures", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const room = await insertRoom(app, space, "quay");
  const group = await insertGroup(app, "One", [ada, bob]);
  const picture = await insertReadyMedia(app.ctx.sql, ada.id, "private");
  const inRoom = await say(app, room, ada, "boat one");
  const withPicture = await say(app, group, ada, "boat two", { mediaId: picture });
  const ofBob = await say(app, group, bob, "boat three");
  await app.ctx.sql`
    update messages set created_at = now() - interval '10 days' where id = ${inRoom}`;
  await app.settled();
  assertEquals(await found(ada, "boat"), [ofBob, withPicture, inRoom]);
  assertEquals(await found(ada, "boat", "&from=@bob"), [ofBob]);
  assertEquals(await found(bob, "boat", "&from=me"), [ofBob]);
  assertEquals(await found(ada, "boat", "&has=media"), [withPicture]);
  assertEquals(await found(ada, "boat", `&spaceId=${space}`), [inRoom]);
  assertEquals(await found(ada, "boat", `&conversationId=${room}`), [inRoom]);
  assertEquals(await found(ada, "boat", `&conversationId=${group}&spaceId=${space}`), []);
  const day = new Date(Date.now() - 86_400_000).toISOString();
  assertEquals(await found(ada, "boat", `&since=${day}`), [ofBob, withPicture]);
  // Ids run ahead of the clock for a while after it was moved.
  const future = new Date(Date.now() + 3 * 86_400_000).toISOString();
  assertEquals(await found(ada, "boat", `&until=${future}`), [ofBob, withPicture, inRoom]);
});

Deno.test("rooms are searched by those who may see them, and no longer after leaving, or in a deleted space", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const staff = await insertRoom(app, space, "staff", "moderator");
  const quay = await insertRoom(app, space, "quay");
  const secret = await say(app, staff, ada, "canary staff");
  const open = await say(app, quay, ada, "canary quay");
  await app.settled();
  assertEquals(await found(ada, "canary"), [open, secret]);
  assertEquals(await found(bob, "canary"), [open]);
  assertEquals(await found(cora, "canary"), []);
  assertEquals(errorCode(await cora.get(path("canary", `&spaceId=${space}`)), 404), "not_found");
  const market = await insertSpace(app, "Market", [ada], { isPublic: true });
  assertEquals(errorCode(await cora.get(path("canary", `&spaceId=${market}`)), 403), "forbidden");
  assertSameAnswer(
    await bob.get(path("canary", `&conversationId=${staff}`)),
    await bob.get(path("canary", `&conversationId=${newId()}`)),
  );
  await leaveSpace(app, space, bob);
  assertEquals(await found(bob, "canary"), []);
  await joinSpace(app, space, bob);
  assertEquals(await found(bob, "canary"), [open]);
  await deleteSpace(app, space);
  for (const person of [ada, bob]) assertEquals(await found(person, "canary"), []);
  assertSameAnswer(
    await ada.get(path("canary", `&spaceId=${space}`)),
    await ada.get(path("canary", `&spaceId=${newId()}`)),
  );
});

Deno.test("all matches come once, newest first, also of a frequent word in a long conversation", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertGroup(app, "One", [ada, bob]);
  const busy = await insertGroup(app, "Busy", [ada, bob]);
  const ids: string[] = [];
  for (let n = 0; n < 9; n++) ids.unshift(await say(app, group, n % 2 ? ada : bob, `sea ${n}`));
  await app.settled();
  // More matches than one look into the index reads, and more messages than one walk looks at.
  const [count, every] = [12_000, 10];
  await app.ctx.sql`
    insert into messages (conversation_id, seq, id, sender_id, client_id, body, created_at)
    select ${busy}, n, overlay(gen_random_uuid()::text placing
        '01890000-' || lpad(to_hex(n), 4, '0') || '-7' from 1 for 15)::uuid,
      ${bob.id}, 'busy' || n, case n % ${every}::int when 0 then 'sea' else 'calm' end, now()
    from generate_series(1, ${count}::int) as n`;
  await app.ctx.sql`
    insert into message_search (message_id, conversation_id, seq, document)
    select id, conversation_id, seq,
      array_to_tsvector(array[right(conversation_id::text, 12) || ':' || body])
    from messages where conversation_id = ${busy}`;
  await app.ctx.sql`
    update conversations set last_seq = ${count}, last_message_at = now() where id = ${busy}`;
  app.ctx.cache.clear();
  const inGroup = await walkList(ada, path("sea", `&conversationId=${group}`), "messages", 2);
  assertEquals(inGroup.map(({ messageId }) => messageId), ids);
  const walked = await walkList(ada, path("sea"), "messages", 50);
  const seqs = walked.slice(ids.length).map(({ seq }) => seq);
  assertEquals(walked.slice(0, ids.length).map(({ messageId }) => messageId), ids);
  assertEquals(seqs, Array.from({ length: count / every }, (_, n) => count - n * every));
});

Deno.test("a message that was sent by the API is found after its delivery", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertGroup(app, "One", [ada, bob]);
  const body = { body: "canary sent", clientId: "one" };
  const { messageId } = ok(await ada.post(`/conversations/${group}/messages`, body), 201).data;
  await app.settled();
  assertEquals(await found(bob, "canary"), [messageId]);
});

Deno.test("a search needs words and a session, and refuses what it does not know", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.get("/search/messages"), 400), "validation_failed");
  assertEquals(errorCode(await ada.get(path("x", "&has=sound")), 400), "validation_failed");
  assertEquals(errorCode(await ada.get(path("x", "&cursor=forged")), 400), "invalid_cursor");
  assertEquals(errorCode(await ada.get(path("x", "&from=@nobody_there")), 404), "not_found");
  assertEquals((await app.fetch(`/api/v1${path("x")}`)).status, 401);
});

/** Returns how many rows of the index have this word. */
async function wordsKept(sql: Awaited<ReturnType<typeof startApp>>["ctx"]["sql"], word: string) {
  const rows = await sql<{ id: string }[]>`
    select message_id as id from message_search where document::text like ${`%:${word}%`}`;
  return rows.length;
}
