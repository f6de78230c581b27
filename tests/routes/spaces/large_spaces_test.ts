import { assert, assertEquals } from "@std/assert";
import { clearDeletedSpaces } from "../../../jobs/spaces/clear_spaces.ts";
import { tellMemberCounts } from "../../../jobs/spaces/tell_counts.ts";
import { deleteSpace } from "../../../db/spaces/spaces.ts";
import { transact } from "../../../db/transact.ts";
import {
  SPACE_MEMBERS_CLEARED_MAX,
  SPACE_MEMBERS_TOLD_MAX,
} from "../../../domain/conversations/limits.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { makeLargeSpace } from "../../helpers/conversations/large_space.ts";
import { makeRoom } from "../../helpers/conversations/talk.ts";
import { messageOf, openWriters } from "../../helpers/conversations/writers.ts";
import { ok } from "../../helpers/people/steps.ts";
import { somebodyWaits } from "../../helpers/sql/waiting.ts";

const { signal } = new AbortController();

const tell = async (app: TestApp) => {
  const { told } = await tellMemberCounts.run(app.ctx, signal);
  await app.settled();
  return told;
};

Deno.test("members of a large space hear how many they are, once for all who come in some seconds", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const { sql } = app.ctx;
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const spaceId = await makeLargeSpace(app, [ada, eve], SPACE_MEMBERS_TOLD_MAX);
  const path = `/spaces/${spaceId}`;
  await using live = await listening.open(ada);
  await live.subscribe(`space:${spaceId}`);
  const count = async () => (await live.next("space.updated")).event.data.membersCount;

  await Promise.all([bob, cyd].map(async (person) => ok(await person.post(`${path}/join`), 200)));
  assertEquals([await tell(app), await count()], [1, SPACE_MEMBERS_TOLD_MAX + 2]);
  ok(await dan.post(`${path}/join`), 200);
  ok(await cyd.post(`${path}/leave`), 204);
  assertEquals(await tell(app), 0);
  const [{ restMs }] = await sql<[{ restMs: number }]>`
    select (extract(epoch from count_told_at + interval '5 s' - now()) * 1000)::float as rest_ms
    from spaces where id = ${spaceId}`;
  assert(restMs > 0 && restMs <= 5000, `${restMs}`);
  await sql`update spaces set count_told_at = now() - interval '5 s' where id = ${spaceId}`;
  // Of two instances that try, one tells.
  const runs = await Promise.all([1, 2].map(() => tellMemberCounts.run(app.ctx, signal)));
  assertEquals(runs.map(({ told }) => told!).sort(), [0, 1]);
  assertEquals(await count(), SPACE_MEMBERS_TOLD_MAX + 2);
  assertEquals(await tell(app), 0);
  await app.settled();
  const heard = (await live.unread()).map((frame) => frame.event?.type);
  assertEquals(heard.filter((type) => type?.startsWith("member.")), []);

  // Back at the size where all hear of each, nothing is left to tell but the number of before.
  for (const person of [dan, bob, eve]) ok(await person.post(`${path}/leave`), 204);
  assertEquals((await live.next("member.left")).event.data.userId, eve.id);
  await sql`update spaces set count_told_at = now() - interval '5 s' where id = ${spaceId}`;
  assertEquals([await tell(app), await count()], [1, SPACE_MEMBERS_TOLD_MAX - 1]);
});

Deno.test("all members of a large space hear that it is gone, and keep no place in it", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const { sql } = app.ctx;
  const people = await app.people("ada", "bob", "cyd");
  const [ada, bob, cyd] = people;
  const spaceId = await makeLargeSpace(app, [ada], 2 * SPACE_MEMBERS_CLEARED_MAX + 50);
  const room = await makeRoom(app, spaceId);
  for (const person of [bob, cyd]) ok(await person.post(`/spaces/${spaceId}/join`), 200);
  ok(await cyd.post(`/conversations/${room}/messages`, { clientId: "c", body: "Hi @bob" }), 201);
  await app.settled();
  await using live = await listening.open(bob);
  await live.subscribe("user", `space:${spaceId}`, `conversation:${room}`);

  ok(await ada.delete(`/spaces/${spaceId}`), 204);
  for (const lost of [`space:${spaceId}`, `conversation:${room}`]) {
    const { error } = await live.frame((frame) =>
      frame.op === "error" && frame.error.details.topic === lost
    );
    assertEquals(error.code, "not_found");
  }
  const { dismissed, failed } = await clearDeletedSpaces.run(app.ctx, signal);
  assertEquals([dismissed, failed], [SPACE_MEMBERS_CLEARED_MAX + 52, 0]);
  assertEquals(await clearDeletedSpaces.run(app.ctx, signal), { dismissed: 0, failed: 0 });
  const { topic, event } = await live.next("space.deleted");
  assertEquals([topic, event.data], ["user", { spaceId }]);
  await app.settled();
  assertEquals((await sql`select from space_members`).count, 0);
  assertEquals(ok(await bob.get("/notifications"), 200).data.notifications, []);
  for (const person of people) {
    assertEquals(ok(await person.get("/spaces"), 200).data.spaces, []);
    assertEquals((await person.get(`/conversations/${room}/messages`)).status, 404);
  }
});

Deno.test("no message is stored in a room after its space was deleted, however large it is", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const spaceId = await makeLargeSpace(app, [ada], SPACE_MEMBERS_CLEARED_MAX + 50);
  const room = await makeRoom(app, spaceId);
  const { writers: [writer] } = openWriters(app, 1);
  const members = await app.ctx.sql<{ userId: typeof ada.id }[]>`
    select user_id from space_members where space_id = ${spaceId} order by joined_at desc, id`;
  assertEquals((await writer!.write(messageOf(room, ada.id, "before"))).verdict, "allowed");
  const { sending } = await transact(app.ctx.db, async (tx) => {
    await deleteSpace(tx, ada.id, spaceId);
    const left = await tx.sql<{ userId: typeof ada.id }[]>`
      select user_id from space_members where space_id = ${spaceId}`;
    assertEquals(members.length - left.length, SPACE_MEMBERS_CLEARED_MAX);
    const sending = writer!.write(messageOf(room, left[0]!.userId, "late"));
    await somebodyWaits(app.ctx.sql);
    return { sending };
  });
  assertEquals(await sending, { verdict: "missing" });
  assertEquals((await app.ctx.sql`select from messages where body = 'late'`).count, 0);
});
