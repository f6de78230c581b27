import { assertEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { deleteBannedMessages } from "../../../jobs/messages/delete_banned.ts";
import { startApp } from "../../helpers/app/app.ts";
import type { Person } from "../../helpers/people/person.ts";
import { makeRoom, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

const say = async (sender: Person, roomId: string, body: string) => {
  const message = { clientId: crypto.randomUUID(), body };
  ok(await sender.post(`/conversations/${roomId}/messages`, message), 201);
};

const heard = async (reader: Person, roomId: string): Promise<(string | null)[]> =>
  ok(await reader.get(`/conversations/${roomId}/messages`), 200).data.messages
    .map(({ body }: { body: string | null }) => body).reverse();

Deno.test("a ban deletes the person's messages of the last hours in all rooms of the space, and no others", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const rooms: string[] = [];
  const spaces = [
    await makeSpace(ada, { isPublic: true }),
    await makeSpace(ada, { isPublic: true }),
  ];
  for (const spaceId of spaces) {
    ok(await bob.post(`/spaces/${spaceId}/join`), 200);
    for (const name of ["a", "b"]) rooms.push(await makeRoom(ada, spaceId, { name }));
  }
  for (const roomId of rooms) {
    await say(bob, roomId, "old");
    await app.ctx.sql`
      update messages set created_at = now() - interval '3 hours'
      where conversation_id = ${roomId}`;
    await say(ada, roomId, "hers");
    await say(bob, roomId, "new");
  }
  app.ctx.cache.clear();
  const path = `/spaces/${spaces[0]}/bans/${bob.id}`;
  for (const deleteMessagesOfHours of [0, 169, 1.5, "1"]) {
    const answer = await ada.put(path, { deleteMessagesOfHours });
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
  ok(await ada.put(path, { deleteMessagesOfHours: 2 }), 200);
  for (const roomId of rooms.slice(0, 2)) {
    assertEquals(await heard(ada, roomId), ["old", "hers", null]);
  }
  for (const roomId of rooms.slice(2)) {
    assertEquals(await heard(ada, roomId), ["old", "hers", "new"]);
  }
  ok(await ada.put(path, { reason: "Spam" }), 200);
  assertEquals(await heard(ada, rooms[0]!), ["old", "hers", null]);
  ok(await ada.put(path, { deleteMessagesOfHours: 168 }), 200);
  assertEquals(await heard(ada, rooms[0]!), [null, "hers", null]);
});

Deno.test("a job deletes what is too much for the request of a ban, unless the ban ends", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const spaceId = await makeSpace(ada, { isPublic: true });
  const roomId = await makeRoom(ada, spaceId, { name: "a" });
  const ids = Array.from({ length: 1500 }, () => newId());
  await sql`
    insert into messages (conversation_id, seq, id, sender_id, body, created_at)
    select ${roomId}, n, id, case when n <= 1200 then ${bob.id}::uuid else ${cyd.id} end, 'x', now()
    from unnest(${ids}::uuid[]) with ordinality as m (id, n)`;
  await sql`update conversations set last_seq = 1500 where id = ${roomId}`;
  const left = async (person: Person) =>
    (await sql`select from messages where sender_id = ${person.id} and body is not null`).count;
  for (const person of [bob, cyd]) {
    ok(await ada.put(`/spaces/${spaceId}/bans/${person.id}`, { deleteMessagesOfHours: 1 }), 200);
  }
  assertEquals([await left(bob), await left(cyd)], [1000, 100]);
  ok(await ada.delete(`/spaces/${spaceId}/bans/${cyd.id}`), 204);
  const { signal } = new AbortController();
  assertEquals(await deleteBannedMessages.run(app.ctx, signal), { bans: 1, failed: 0 });
  assertEquals([await left(bob), await left(cyd)], [0, 100]);
  assertEquals(await deleteBannedMessages.run(app.ctx, signal), { bans: 0, failed: 0 });
});
