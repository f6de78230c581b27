import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { openDm } from "../../helpers/conversations/conversations.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { Person, send } from "../../helpers/people/person.ts";

Deno.test("two people have one conversation, which each sees with the other in it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const { data } = ok(await ada.post("/conversations", { type: "dm", userId: bob.id }), 201);
  assertEquals(data.type, "dm");
  assertEquals(data.members.map(({ username }: { username: string }) => username), ["bob"]);
  assertEquals(
    [data.name, data.ownerId, data.spaceId, data.membersCount, data.lastSeq, data.visibleFrom],
    [null, null, null, 2, 0, 1],
  );
  assertEquals([data.role, data.status, data.canSend], ["member", "accepted", true]);
  const path = `/conversations/${data.conversationId}`;
  const again = ok(await ada.post("/conversations", { type: "dm", userId: bob.id }), 200);
  assertEquals(again.data, data);
  const theirs = ok(await bob.post("/conversations", { type: "dm", userId: ada.id }), 200).data;
  assertEquals([theirs.conversationId, theirs.status], [data.conversationId, "request"]);
  assertEquals(ok(await bob.get(path), 200).data, { ...theirs, reads: [] });
  const missing = await cyd.get(`/conversations/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  for (const hidden of ["", "/members"]) {
    assertSameAnswer(await cyd.get(path + hidden), missing);
  }
  const anybody = await send(app.fetch, "POST", "/api/v1/conversations", { type: "dm" });
  assertEquals(errorCode(anybody, 401), "unauthenticated");
  for (
    const body of [{}, { type: "dm" }, { type: "room", userId: bob.id }, {
      type: "dm",
      userId: "x",
    }]
  ) {
    assertEquals(errorCode(await ada.post("/conversations", body), 400), "validation_failed");
  }
  const own = await ada.post("/conversations", { type: "dm", userId: ada.id });
  assertEquals(errorCode(own, 422), "unprocessable");
  for (const change of [ada.patch, ada.put]) {
    assertEquals(errorCode(await change(path, { name: "Us" }), 422), "unprocessable");
  }
});

Deno.test("a conversation that a request with a key opened is the same when it is repeated", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const key = crypto.randomUUID();
  const open = () =>
    ada.send("POST", "/conversations", { type: "dm", userId: bob.id }, {
      "idempotency-key": key,
    });
  const first = ok(await open(), 201);
  assertEquals(ok(await open(), 201).body, first.body);
});

// Complaint 24: two conversations with one person.
Deno.test("two people who open their conversation at once, at two instances, get the same one", async () => {
  await using database = await openTestDatabase();
  await using one = await startApp({ database });
  await using other = await startApp({ database });
  const [ada, bob] = await one.people("ada", "bob");
  const at = (app: typeof one, { name, id, accessToken, refreshToken }: Person) =>
    new Person(app.fetch, name, id, accessToken, refreshToken);
  const askers = [ada, bob, at(other, ada), at(other, bob)];
  const answers = await Promise.all(Array.from({ length: 48 }, (_, index) => {
    const asker = askers[index % 4]!;
    const userId = asker.id === ada.id ? bob.id : ada.id;
    return asker.post("/conversations", { type: "dm", userId });
  }));
  const ids = new Set(answers.map(({ data }) => data.conversationId));
  assertEquals(ids.size, 1);
  assertEquals(answers.map(({ status }) => status).sort().slice(-2), [200, 201]);
  const [{ count }] = await one.ctx.sql<[{ count: number }]>`
    select count(*)::int as count from conversation_members`;
  assertEquals(count, 2);
});

Deno.test("a hidden person is as missing as an unknown one, and a block hides the conversation from both", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, sue] = await app.people("ada", "bob", "cyd", "sue");
  const path = `/conversations/${await openDm(ada, bob)}`;
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, sue.id, true));
  const missing = await ada.post("/conversations", { type: "dm", userId: crypto.randomUUID() });
  assertEquals(errorCode(missing, 404), "not_found");
  for (const { id: userId } of [cyd, sue]) {
    assertSameAnswer(await ada.post("/conversations", { type: "dm", userId }), missing);
  }
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  const gone = await ada.get(`/conversations/${crypto.randomUUID()}`);
  for (const person of [ada, bob]) {
    for (const hidden of ["", "/members"]) assertSameAnswer(await person.get(path + hidden), gone);
    for (const verb of ["accept", "decline"]) {
      assertSameAnswer(await person.post(`${path}/${verb}`), gone);
    }
    assertSameAnswer(await person.put(`${path}/settings`, { notify: "none" }), gone);
    assertSameAnswer(await person.delete(path), gone);
  }
  ok(await bob.delete(`/users/${ada.id}/block`), 200);
  ok(await ada.get(path), 200);
});

Deno.test("somebody who is deleted or suspended stays in the conversation, but nobody can write to them", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const path = `/conversations/${await openDm(ada, bob)}`;
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, true));
  assertEquals(ok(await ada.get(path), 200).data.canSend, false);
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, false));
  assertEquals(ok(await ada.get(path), 200).data.canSend, true);
});
