import { assertEquals } from "@std/assert";
import { erasePeople } from "../../../jobs/erasure/erase_people.ts";
import { type ModeratedApp, startModeratedApp, suspend } from "../../helpers/people/moderation.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";
import { enter, makeSpace } from "../../helpers/people/spaces.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";

type Way = (app: ModeratedApp, owner: Person, spaceId: string) => Promise<void>;

/** The ways in which an owner goes away. */
const WAYS: Record<string, Way> = {
  async leaves(_app, owner, spaceId) {
    ok(await owner.post(`/spaces/${spaceId}/leave`), 204);
  },
  async "deletes the account"(_app, owner) {
    ok(await owner.delete("/users/me", { password: PASSWORD }), 202);
  },
  async "is suspended without an end"({ mona }, owner) {
    await suspend(mona, owner);
  },
  async "is erased"({ ctx }, owner) {
    ok(await owner.delete("/users/me", { password: PASSWORD }), 202);
    await ctx.sql`update users set deleted_at = now() - interval '31 days' where id = ${owner.id}`;
    assertEquals((await erasePeople(ctx, new AbortController().signal)).erased, 1);
  },
};

for (const [name, go] of Object.entries(WAYS)) {
  Deno.test(`an owner ${name}: the oldest moderator follows, else the oldest member, else nobody`, async () => {
    await using app = await startModeratedApp();
    const { mona } = app;
    const names = ["ada", "bob", "cyd", "dan", "eve", "out"] as const;
    const [ada, bob, cyd, dan, eve, out] = await app.people(...names);
    const [staffed, plain, alone] = [
      await makeSpace(ada),
      await makeSpace(ada),
      await makeSpace(ada),
    ];
    await enter(ada, staffed, out, bob, cyd, dan, eve);
    await enter(ada, plain, out, cyd, bob);
    for (const { id } of [dan, out, eve]) {
      ok(await ada.put(`/spaces/${staffed}/members/${id}/role`, { role: "moderator" }), 200);
    }
    await suspend(mona, out, { until: "2099-01-01T00:00:00.000Z" });
    if (name === "leaves") {
      for (const id of [staffed, plain, alone]) await go(app, ada, id);
    } else await go(app, ada, staffed);

    assertEquals(await ownersOf(app, staffed), [dan.id]);
    assertEquals(await ownersOf(app, plain), [cyd.id]);
    assertEquals(await ownersOf(app, alone), []);
    const seen = ok(await dan.get(`/spaces/${staffed}`), 200).data;
    assertEquals([seen.ownerId, seen.role], [dan.id, "owner"]);
    ok(await cyd.patch(`/spaces/${plain}`, { name: "Mine" }), 200);
    const stays = name !== "leaves" && name !== "is erased";
    assertEquals(seen.membersCount, stays ? 6 : 5);
    const [gone] = await app.ctx.sql<{ isGone: boolean }[]>`
      select deleted_at is not null as is_gone from spaces where id = ${alone}`;
    assertEquals(gone, { isGone: true });
  });
}

Deno.test("somebody who takes back the deletion of their account is a moderator", async () => {
  await using app = await startModeratedApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  const login = { username: "ada", password: PASSWORD };
  const { data } = ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
  ada.accessToken = data.accessToken;
  const seen = ok(await ada.get(`/spaces/${spaceId}`), 200).data;
  assertEquals([seen.role, seen.ownerId, seen.membersCount], ["moderator", bob.id, 2]);
});

Deno.test("ownership goes to no stranger, blocked or suspended person, and the owner stays", async () => {
  await using app = await startModeratedApp();
  const names = ["ada", "bob", "cyd", "dan", "eve"] as const;
  const [ada, bob, cyd, dan, eve] = await app.people(...names);
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob, cyd, dan);
  const pass = (id: string) => ada.put(`/spaces/${spaceId}/members/${id}/role`, { role: "owner" });
  const missing = await pass(crypto.randomUUID());
  await suspend(app.mona, bob, { until: "2099-01-01T00:00:00.000Z" });
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  for (const { id } of [bob, cyd, eve]) assertSameAnswer(await pass(id), missing);
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(await ownersOf(app, spaceId), [ada.id]);
  assertEquals(ok(await pass(dan.id), 200).data.role, "owner");
  assertEquals(await ownersOf(app, spaceId), [dan.id]);
  assertEquals(ok(await ada.get(`/spaces/${spaceId}`), 200).data.role, "moderator");
  assertEquals(errorCode(await pass(dan.id), 403), "forbidden");
});

Deno.test("of two transfers at once, and of leaving beside them, one owner comes out", async () => {
  await using app = await startModeratedApp();
  const names = ["ada", "bob", "cyd", "dan"] as const;
  const [ada, ...others] = await app.people(...names);
  for (let round = 0; round < 10; round++) {
    const spaceId = await makeSpace(ada);
    await enter(ada, spaceId, ...others);
    const path = `/spaces/${spaceId}`;
    const answers = await Promise.all([
      ...others.map(({ id }) => ada.put(`${path}/members/${id}/role`, { role: "owner" })),
      ...others.map((person) => person.post(`${path}/leave`)),
      ada.post(`${path}/leave`),
    ]);
    for (const { status } of answers) assertEquals(status < 500, true);
    const owners = await ownersOf(app, spaceId);
    const [{ count } = { count: 0 }] = await app.ctx.sql<{ count: number }[]>`
      select count(*)::int from space_members where space_id = ${spaceId}`;
    assertEquals(owners.length, count > 0 ? 1 : 0);
  }
});

Deno.test("everybody deletes their account at once, and no space has a deleted owner", async () => {
  await using app = await startModeratedApp();
  const names = ["ada", "bob", "cyd", "dan", "eve"] as const;
  const [ada, ...others] = await app.people(...names);
  const [eve, ...leaving] = [...others].reverse();
  const spaces: string[] = [];
  for (let n = 0; n < 5; n++) {
    const spaceId = await makeSpace(ada);
    await enter(ada, spaceId, ...others);
    spaces.push(spaceId);
  }
  await Promise.all(
    [ada, ...leaving].map(async (person) =>
      ok(await person.delete("/users/me", { password: PASSWORD }), 202)
    ),
  );
  for (const spaceId of spaces) assertEquals(await ownersOf(app, spaceId), [eve!.id]);
});

/** Returns the owners of a space that is not deleted. */
async function ownersOf({ ctx: { sql } }: ModeratedApp, spaceId: string): Promise<string[]> {
  const rows = await sql<{ userId: string }[]>`
    select m.user_id from space_members m join spaces s on s.id = m.space_id
    where s.id = ${spaceId} and m.role = 'owner' and s.deleted_at is null`;
  return rows.map(({ userId }) => userId);
}
