import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import type { Person } from "../../helpers/people/person.ts";
import { makeRoom, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

const say = async (sender: Person, roomId: string, body: string) => {
  const message = { clientId: crypto.randomUUID(), body };
  ok(await sender.post(`/conversations/${roomId}/messages`, message), 201);
};

const heard = async (reader: Person, roomId: string): Promise<string[]> =>
  ok(await reader.get(`/conversations/${roomId}/messages`), 200).data.messages
    .map(({ body }: { body: string }) => body).reverse();

Deno.test("a new member has nothing unread, and sees earlier messages only where a room shows all", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { isPublic: true });
  const path = `/spaces/${spaceId}`;
  const all = await makeRoom(ada, spaceId, { name: "All" });
  const later = await makeRoom(ada, spaceId, { name: "Later", history: "joined" });
  for (const id of [all, later]) await say(ada, id, "before");
  for (let stay = 1; stay <= 2; stay++) {
    ok(await bob.post(`${path}/join`), 200);
    const rooms = await walkList(bob, `${path}/rooms`, "rooms");
    assertEquals(rooms.map(({ unreadCount }) => unreadCount), [0, 0]);
    assertEquals(rooms.map(({ visibleFrom }) => visibleFrom), [1, 2 * stay]);
    assertEquals(rooms[1].lastMessage, null);
    assertEquals(await heard(bob, later), []);
    for (const id of [all, later]) await say(ada, id, `stay ${stay}`);
    const after = await walkList(bob, `${path}/rooms`, "rooms");
    assertEquals(after.map(({ unreadCount }) => unreadCount), [1, 1]);
    assertEquals(await heard(bob, later), [`stay ${stay}`]);
    ok(await bob.post(`${path}/leave`), 204);
    const gone = await bob.get(`/conversations/${all}/messages`);
    assertEquals(errorCode(gone, 404), "not_found");
    for (const id of [all, later]) await say(ada, id, "between");
  }
  ok(await bob.post(`${path}/join`), 200);
  const everything = ["before", "stay 1", "between", "stay 2", "between"];
  assertEquals(await heard(bob, all), everything);
  assertEquals(await heard(bob, later), []);
});

Deno.test("a room that is made later is unread from its first message on", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { isPublic: true });
  ok(await bob.post(`/spaces/${spaceId}/join`), 200);
  const roomId = await makeRoom(ada, spaceId, { name: "New", history: "joined" });
  await say(ada, roomId, "first");
  const [room] = await walkList(bob, `/spaces/${spaceId}/rooms`, "rooms");
  assertEquals([room.unreadCount, room.visibleFrom, room.lastMessage.body], [1, 1, "first"]);
});

Deno.test("no message of a removed or banned member is accepted after the removal", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { isPublic: true });
  const roomId = await makeRoom(ada, spaceId, { name: "Boats" });
  const path = `/spaces/${spaceId}`;
  for (let round = 0; round < 10; round++) {
    ok(await bob.post(`${path}/join`), 200);
    const send = () =>
      bob.post(`/conversations/${roomId}/messages`, {
        clientId: crypto.randomUUID(),
        body: `Round ${round}`,
      });
    const removal = round % 2
      ? ada.put(`${path}/bans/${bob.id}`)
      : ada.delete(`${path}/members/${bob.id}`);
    const beside = await Promise.all([removal, ...Array.from({ length: 8 }, send)]);
    for (const { status } of beside) assertEquals([200, 201, 204, 404].includes(status), true);
    const [{ count } = { count: -1 }] = await app.ctx.sql<{ count: number }[]>`
      select count(*)::int from messages where body = ${`Round ${round}`}`;
    assertEquals(count, beside.filter(({ status }) => status === 201).length);
    assertEquals(errorCode(await send(), 404), "not_found");
    ok(await ada.delete(`${path}/bans/${bob.id}`), 204);
  }
});
