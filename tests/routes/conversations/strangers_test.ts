import { assert, assertEquals } from "@std/assert";
import { STRANGERS_A_DAY_MAX } from "../../../domain/conversations/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { Person, send } from "../../helpers/people/person.ts";

Deno.test("a person accepts messages from nobody, from those they follow, or from mutual follows", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const write = (person: Person) => person.post("/conversations", { type: "dm", userId: ada.id });
  const accept = async (messagesFrom: string) =>
    ok(await ada.put("/users/me/messaging", { messagesFrom }), 200);
  await accept("nobody");
  const refused = await write(bob);
  assertEquals(errorCode(refused, 403), "forbidden");
  assertEquals(refused.body.error.details, { reason: "not_accepted", userIds: [ada.id] });
  await accept("following");
  assertEquals(errorCode(await write(bob), 403), "forbidden");
  ok(await ada.post(`/users/${bob.id}/follow`), 200);
  assertEquals(ok(await write(bob), 201).data.status, "accepted");
  await accept("mutual");
  ok(await ada.post(`/users/${cyd.id}/follow`), 200);
  assertEquals(errorCode(await write(cyd), 403), "forbidden");
  ok(await cyd.post(`/users/${ada.id}/follow`), 200);
  ok(await write(cyd), 201);
  await accept("nobody");
  assertEquals(errorCode(await write(dan), 403), "forbidden");
  // An older conversation stays open.
  ok(await write(bob), 200);
  assertEquals(
    ok(await ada.post("/conversations", { type: "dm", userId: cyd.id }), 200).data.status,
    "accepted",
  );
});

Deno.test("the settings of messages are read and changed field by field", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const path = "/users/me/messaging";
  const defaults = {
    messagesFrom: "everyone",
    groupsFrom: "everyone",
    showsPresence: true,
    showsReceipts: true,
  };
  assertEquals(ok(await ada.get(path), 200).data, defaults);
  assertEquals(ok(await ada.put(path, {}), 200).data, defaults);
  const changed = { ...defaults, groupsFrom: "nobody", showsReceipts: false };
  const { groupsFrom, showsReceipts } = changed;
  assertEquals(ok(await ada.put(path, { groupsFrom, showsReceipts }), 200).data, changed);
  assertEquals(ok(await ada.get(path), 200).data, changed);
  for (const body of [{ messagesFrom: "friends" }, { showsPresence: "yes" }, { more: 1 }]) {
    assertEquals(errorCode(await ada.put(path, body), 400), "validation_failed");
  }
  const anybody = await send(app.fetch, "GET", `/api/v1${path}`);
  assertEquals(errorCode(anybody, 401), "unauthenticated");
});

Deno.test("a person begins at most 20 conversations with strangers a day, also all at once", async () => {
  await using app = await startApp();
  const [ada, fan] = await app.people("ada", "fan");
  const others = await app.people(
    ...Array.from({ length: STRANGERS_A_DAY_MAX + 5 }, (_, n) => `stranger_${n}`),
  );
  ok(await fan.post(`/users/${ada.id}/follow`), 200);
  const answers = await Promise.all(
    others.map(({ id: userId }) => ada.post("/conversations", { type: "dm", userId })),
  );
  const refused = answers.filter(({ status }) => status !== 201);
  assertEquals(refused.length, 5);
  assertEquals(errorCode(refused[0]!, 429), "rate_limited");
  assert(refused[0]!.body.error.details.retryAfterSeconds > 86_000);
  ok(await ada.post("/conversations", { type: "dm", userId: fan.id }), 201);
  await app.ctx.sql`update conversation_members set joined_at = now() - interval '25 hours'`;
  const late = others[answers.indexOf(refused[0]!)]!;
  ok(await ada.post("/conversations", { type: "dm", userId: late.id }), 201);
});
