import { assertEquals } from "@std/assert";
import { loadConversationCards } from "../../../db/conversations/cards.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import { makeDm, makeGroup, say } from "../../helpers/conversations/talk.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("a message gets the next number, and everybody in the conversation reads it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const first = await say(ada, id, " Hello \n", { clientId: "mine" });
  assertEquals(first.seq, 1);
  assertEquals([first.body, first.clientId, first.username], ["Hello", "mine", "ada"]);
  assertEquals((await say(bob, id, "Hi")).seq, 2);
  for (const person of [ada, bob, cyd]) {
    const { messages } = ok(await person.get(`/conversations/${id}/messages`), 200).data;
    assertEquals(messages.map((one: { body: string }) => one.body), ["Hi", "Hello"]);
    assertEquals(messages[1], first);
    assertEquals(ok(await person.get(`/messages/${first.messageId}`), 200).data, first);
  }
});

Deno.test("the instance that writes a message knows the new head of its conversation", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  const { conversations } = app.ctx.cache;
  for (const sender of [ada, bob, ada]) {
    await conversations.get(id);
    const { seq } = await say(sender, id, "Hello");
    const known = conversations.peek(id);
    assertEquals(known?.lastSeq, seq);
    assertEquals(known, (await loadConversationCards(app.ctx.sql, [id])).get(id));
  }
});

Deno.test("a repeat gets the first message again, and something else under its clientId is refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const path = `/conversations/${id}/messages`;
  const message = { clientId: "one", body: "Hello @bob", expiresIn: 3600 };
  const first = ok(await ada.post(path, message), 201).data;
  assertEquals(ok(await ada.post(path, message), 201).data, first);
  for (const other of [{ body: "Bye" }, { expiresIn: 60 }, { parentId: first.messageId }]) {
    const answer = await ada.post(path, { ...message, ...other });
    assertEquals(errorCode(answer, 422), "idempotency_key_reused");
  }
  const group = await makeGroup(app, ada, bob);
  const elsewhere = await ada.post(`/conversations/${group}/messages`, message);
  assertEquals(errorCode(elsewhere, 422), "idempotency_key_reused");
  // The name is the sender's own: another person may use it.
  assertEquals(ok(await bob.post(path, message), 201).data.seq, 2);
  // For good, also after the message was deleted.
  await transact(app.ctx.db, async (tx) => {
    await tx.sql`
      update messages set deleted_at = now(), body = null where id = ${first.messageId}`;
    tx.record({ type: "message.deleted", conversationId: id, spaceId: null, ...first });
  });
  const repeated = ok(await ada.post(path, message), 201).data;
  assertEquals([repeated.messageId, repeated.seq, repeated.isDeleted], [first.messageId, 1, true]);
});

Deno.test("a message needs a name and content, within its limits", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const path = `/conversations/${await makeDm(app, ada, bob)}/messages`;
  const link = { url: "https://example.com", title: "Lakes" };
  const wrong: Record<string, unknown>[] = [
    { clientId: undefined },
    { clientId: "" },
    { clientId: "c".repeat(129) },
    { body: undefined },
    { body: " \u200b " },
    { body: "b".repeat(4001) },
    { expiresIn: 9 },
    { expiresIn: 90 * 24 * 60 * 60 + 1 },
    { preview: { ...link, url: "ftp://example.com" } },
    { preview: { ...link, url: "javascript:alert(1)" } },
    { preview: { ...link, title: "t".repeat(201) } },
    { preview: { ...link, mediaId: crypto.randomUUID() } },
    { parentId: "1" },
    { colour: "red" },
  ];
  for (const change of wrong) {
    const answer = await ada.post(path, { clientId: "c", body: "Hello", ...change });
    assertEquals(errorCode(answer, 400), "validation_failed", JSON.stringify(change));
  }
  const whole = { clientId: "whole", body: "😀".repeat(4000), preview: link, expiresIn: 10 };
  const { data } = ok(await ada.post(path, whole), 201);
  assertEquals([data.body, data.preview], [whole.body, link]);
  assertEquals(Date.parse(data.expiresAt) - Date.parse(data.createdAt), 10_000);
  const media = { clientId: "m", body: "Look", mediaIds: [crypto.randomUUID()] };
  assertEquals(errorCode(await ada.post(path, media), 422), "unprocessable");
  const nobody = await send(app.fetch, "POST", `/api/v1${path}`, whole);
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});
