import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import {
  makeDm,
  makeGroup,
  makeRoom,
  makeSpace,
  removeFrom,
  say,
} from "../../helpers/conversations/talk.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

interface Listed {
  seq: number;
  body: string | null;
  messageId: string;
  isDeleted: boolean;
}

const seqs = (messages: readonly Listed[]) => messages.map(({ seq }) => seq);

async function page(person: Person, id: string, query = ""): Promise<Listed[]> {
  return ok(await person.get(`/conversations/${id}/messages?${query}`), 200).data.messages;
}

Deno.test("pages go back, forward and around a message, each in the direction of reading", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const said: Listed[] = [];
  for (let n = 1; n <= 12; n++) said.push(await say(n % 2 ? ada : bob, id, `m${n}`));
  assertEquals(seqs(await page(bob, id, "limit=4")), [12, 11, 10, 9]);
  assertEquals(seqs(await page(bob, id, "limit=4&before=9")), [8, 7, 6, 5]);
  assertEquals(seqs(await page(bob, id, "limit=4&after=9")), [10, 11, 12]);
  // Postgres has no such number.
  assertEquals(seqs(await page(bob, id, "limit=1&before=9999999999")), [12]);
  assertEquals(seqs(await page(bob, id, "after=9999999999")), []);
  assertEquals(seqs(await page(bob, id, "limit=4&around=6")), [4, 5, 6, 7]);
  assertEquals(seqs(await page(bob, id, "limit=4&around=1")), [1, 2, 3, 4]);
  assertEquals(seqs(await page(bob, id, "limit=4&around=12")), [10, 11, 12]);
  assertEquals(seqs(await page(bob, id, "around=99")), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const messageId = said[5]!.messageId.toUpperCase();
  for (const direction of ["before", "after", "around"]) {
    assertEquals(
      await page(bob, id, `limit=3&${direction}=${messageId}`),
      await page(bob, id, `limit=3&${direction}=6`),
    );
  }
  const path = `/conversations/${id}/messages`;
  const all = said.map((_, n) => n + 1);
  assertEquals(seqs(await walkList(bob, path, "messages", 5)), all.toReversed());
});

Deno.test("a cursor goes on in its direction, and belongs to its conversation", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  for (let n = 1; n <= 9; n++) await say(ada, id, `m${n}`);
  const path = `/conversations/${id}/messages`;
  for (const start of ["after=2", "around=4"]) {
    const found: number[] = [];
    for (let query: string | null = start; query !== null;) {
      const { data } = ok(await bob.get(`${path}?limit=2&${query}`), 200);
      found.push(...seqs(data.messages));
      const { nextCursor, hasMore } = data.pagination;
      assertEquals(hasMore, nextCursor !== null);
      query = nextCursor === null ? null : `cursor=${nextCursor}`;
    }
    assertEquals(found, [3, 4, 5, 6, 7, 8, 9], start);
  }
  const { nextCursor } = ok(await bob.get(`${path}?limit=2`), 200).data.pagination;
  const other = await makeGroup(app, ada, bob);
  const foreign = await bob.get(`/conversations/${other}/messages?cursor=${nextCursor}`);
  assertEquals(errorCode(foreign, 400), "invalid_cursor");
  for (
    const query of [`cursor=${nextCursor}&before=3`, "before=1&after=1", "before=x", "limit=51"]
  ) {
    assertEquals(errorCode(await bob.get(`${path}?${query}`), 400), "validation_failed", query);
  }
  const nobody = await send(app.fetch, "GET", `/api/v1${path}`);
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});

Deno.test("hidden, deleted and taken down messages keep their place as the same tombstone", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  await say(ada, id, "one");
  const hidden = await say(bob, id, "two", { expiresIn: 3600 });
  await say(ada, id, "three", { parentId: hidden.messageId });
  ok(await cyd.post(`/users/${bob.id}/block`), 200);
  const seen = await page(cyd, id);
  assertEquals(seqs(seen), [3, 2, 1]);
  const { messageId, conversationId, seq, createdAt } = hidden;
  const alone = ok(await cyd.get(`/messages/${messageId}`), 200).data;
  assertEquals(alone, seen[1]);
  assertEquals([alone.isDeleted, alone.userId, alone.expiresAt], [true, null, null]);
  assertEquals((await page(ada, id))[1]!.body, "two");
  await app.ctx.sql`update messages set deleted_at = now(), body = null where id = ${messageId}`;
  app.ctx.cache.clear();
  const deleted = ok(await ada.get(`/messages/${messageId}`), 200).data;
  assertEquals(deleted, alone);
  assertEquals(deleted, { ...alone, messageId, conversationId, seq, createdAt });
});

Deno.test("a person who joins later finds nothing from before, by no way of asking", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const old = await say(ada, id, "old");
  await say(ada, id, "older");
  await app.ctx.sql`
    update conversation_members set floor_seq = 2
    where conversation_id = ${id} and user_id = ${cyd.id}`;
  app.ctx.cache.clear();
  const reply = await say(bob, id, "new", { parentId: old.messageId });
  for (const query of ["", "before=3", "after=0", "around=1", "around=3"]) {
    const wanted = query === "before=3" ? [] : [3];
    assertEquals(seqs(await page(cyd, id, query)), wanted, query);
  }
  assertEquals(ok(await cyd.get(`/messages/${reply.messageId}`), 200).data.parent, null);
  const missing = await cyd.get(`/messages/${crypto.randomUUID()}`);
  assertSameAnswer(await cyd.get(`/messages/${old.messageId}`), missing);
  const around = (messageId: string) =>
    cyd.get(`/conversations/${id}/messages?around=${messageId}`);
  assertSameAnswer(await around(old.messageId), await around(crypto.randomUUID()));
  const answer = { clientId: "c", body: "No", parentId: old.messageId };
  const path = `/conversations/${id}/messages`;
  const unknown = { ...answer, parentId: crypto.randomUUID() };
  assertSameAnswer(await cyd.post(path, answer), await cyd.post(path, unknown));
});

Deno.test("a history is found by the person, the group, or the room of a space", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const history = (person: Person, path: string) => person.get(`/messages/history/${path}`);
  const empty = { messages: [], pagination: { nextCursor: null, hasMore: false } };
  assertEquals(ok(await history(ada, `dm/${bob.id}`), 200).data, empty);
  assertEquals(ok(await history(ada, `dm/${ada.id}`), 200).data, empty);
  const dm = await makeDm(app, ada, bob);
  const group = await makeGroup(app, ada, bob);
  const space = await makeSpace(app, ada, bob);
  const room = await makeRoom(app, space);
  const paths: [string, string][] = [
    [dm, `dm/${bob.id}`],
    [group, `group/${group}`],
    [room, `space/${space}/room/${room}`],
  ];
  for (const [id, path] of paths) {
    for (const body of ["one", "two"]) await say(bob, id as typeof dm, body);
    const { data } = ok(await history(ada, path), 200);
    assertEquals(data.messages, await page(ada, id));
    const first = ok(await history(ada, `${path}?limit=1`), 200).data;
    const next = `${path}?limit=1&cursor=${first.pagination.nextCursor}`;
    assertEquals(ok(await history(ada, next), 200).data.messages, data.messages.slice(1));
    const nobody = await send(app.fetch, "GET", `/api/v1/messages/history/${path}`);
    assertEquals(errorCode(nobody, 401), "unauthenticated");
  }
  assertEquals(ok(await history(ada, "dm/@bob"), 200).data.messages.length, 2);
  const unknown = crypto.randomUUID();
  const missing = await history(cyd, `group/${unknown}`);
  assertEquals(errorCode(missing, 404), "not_found");
  for (const path of [`group/${group}`, `group/${dm}`, `space/${space}/room/${room}`]) {
    assertSameAnswer(await history(cyd, path), missing);
  }
  // A path of another kind or another space finds nothing, also for members.
  const wrong = [`group/${dm}`, `group/${room}`, `space/${unknown}/room/${room}`];
  for (const path of [...wrong, `space/${space}/room/${group}`]) {
    assertSameAnswer(await history(ada, path), missing);
  }
  await removeFrom(app, group, bob);
  assertSameAnswer(await history(bob, `group/${group}`), missing);
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertSameAnswer(await history(ada, `dm/${bob.id}`), await history(ada, `dm/${unknown}`));
  assert(ok(await bob.delete(`/users/${ada.id}/block`), 200));
  assertEquals(ok(await history(ada, `dm/${bob.id}`), 200).data.messages.length, 2);
});

Deno.test("messages that many people send as fast as they can are read once each, in small pages", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(app, ...people);
  await Promise.all(people.map(async (person) => {
    for (let lap = 0; lap < 5; lap++) {
      await Promise.all(Array.from({ length: 10 }, (_, n) => say(person, id, `${lap} ${n}`)));
    }
  }));
  const found: number[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const next = await page(people[0], id, `limit=7&after=${after}`);
    found.push(...seqs(next));
    after = next.at(-1)?.seq;
  }
  assertEquals(found, Array.from({ length: 200 }, (_, n) => n + 1));
});
