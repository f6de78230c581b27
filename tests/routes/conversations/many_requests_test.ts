import { assertEquals } from "@std/assert";
import { REQUESTS_MAX } from "../../../domain/conversations/limits.ts";
import { FIRST_ID, newId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
  openDm,
} from "../../helpers/conversations/conversations.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const statusOf = async (person: Person, id: string) =>
  ok(await person.get(`/conversations/${id}`), 200).data.status;

Deno.test("a person has at most 500 requests: declined ones go first, then the oldest", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const fromBob = await openDm(bob, ada);
  const group = await makeGroup(cyd, [ada, bob]);
  await insertRequests(app, ada, REQUESTS_MAX - 3);
  const fromDan = await openDm(dan, ada);
  ok(await ada.post(`/conversations/${fromDan}/decline`), 204);
  await openDm(eve, ada);
  assertEquals(errorCode(await ada.get(`/conversations/${fromDan}`), 404), "not_found");
  ok(await dan.get(`/conversations/${fromDan}`), 200);
  // The next two make the two oldest go.
  const [fay, gus] = await app.people("fay", "gus");
  await Promise.all([openDm(fay, ada), openDm(gus, ada)]);
  for (const id of [fromBob, group]) {
    assertEquals(errorCode(await ada.get(`/conversations/${id}`), 404), "not_found");
  }
  assertEquals(await membersSeenBy(cyd, group), ["cyd (owner)", "bob"]);
  const [{ count }] = await app.ctx.sql<[{ count: number }]>`
    select count(*)::int as count from conversation_members
    where user_id = ${ada.id} and status = 'request'`;
  assertEquals(count, REQUESTS_MAX);
  // Writing again makes it a request again.
  assertEquals(await openDm(bob, ada), fromBob);
  assertEquals(await statusOf(ada, fromBob), "request");
  assertEquals(await brokenGroups(app), []);
});

Deno.test("a person with 2,000 conversations neither begins one nor comes into one of a friend", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  ok(await ada.post(`/users/${bob.id}/follow`), 200);
  await app.ctx.sql`
    with made as (
      insert into conversations (id, kind, owner_id, name, members_count)
      select gen_random_uuid(), 'group', ${ada.id}, 'Full', 1 from generate_series(1, 1999)
      returning id)
    insert into conversation_members (conversation_id, user_id, role, id)
    select id, ${ada.id}, 'owner', gen_random_uuid() from made`;
  const others = await app.people("cyd", "dan", "eve");
  const answers = await Promise.all(
    others.map(({ id: userId }) => ada.post("/conversations", { type: "dm", userId })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [201, 422, 422]);
  const full = await bob.post("/conversations", { type: "dm", userId: ada.id });
  assertEquals(errorCode(full, 403), "forbidden");
});

/** Inserts requests to a person from people who exist only for that. */
async function insertRequests({ ctx: { sql } }: TestApp, person: Person, count: number) {
  const rows = Array.from({ length: count }, () => newId());
  await sql`
    insert into conversations (id, kind, dm_low, dm_high, members_count)
    select id, 'dm', ${FIRST_ID}, id, 2 from unnest(${rows}::uuid[]) as r (id)`;
  await sql`
    insert into conversation_members (conversation_id, user_id, status, id)
    select id, ${person.id}, 'request', id from unnest(${rows}::uuid[]) as r (id)`;
}
