import { assertEquals } from "@std/assert";
import { GROUP_MEMBERS_MAX } from "../../../domain/conversations/limits.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
} from "../../helpers/conversations/conversations.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

Deno.test("a group has at most 256 members, however many are added at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(ada, [bob]);
  const ids = await insertPeople(app, GROUP_MEMBERS_MAX + 44);
  const answers = await Promise.all(
    Array.from(
      { length: 10 },
      (_, at) => ada.post(`/groups/${id}/members`, { userIds: ids.slice(at * 30, at * 30 + 30) }),
    ),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [
    ...Array.from({ length: 8 }, () => 201),
    422,
    422,
  ]);
  ok(
    await ada.post(`/groups/${id}/members`, { userIds: (await outside(app, id)).slice(0, 14) }),
    201,
  );
  const [one] = await outside(app, id);
  assertEquals(
    errorCode(await ada.post(`/groups/${id}/members`, { userId: one }), 422),
    "unprocessable",
  );
  assertEquals(ok(await bob.get(`/conversations/${id}`), 200).data.membersCount, GROUP_MEMBERS_MAX);
  assertEquals(await brokenGroups(app), []);
});

Deno.test("a member who blocks another is left out of what that one sees of the group", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(ada, [bob, cyd]);
  ok(await bob.post(`/users/${cyd.id}/block`), 200);
  assertEquals(await membersSeenBy(cyd, id), ["ada (owner)", "cyd"]);
  assertEquals(await membersSeenBy(bob, id), ["ada (owner)", "bob"]);
  const seen = ok(await cyd.get(`/conversations/${id}`), 200).data;
  assertEquals(seen.members.map(({ username }: { username: string }) => username), ["cyd", "ada"]);
  assertEquals(seen.membersCount, 2);
  // The owner can still remove people who block them.
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  assertEquals(
    errorCode(await ada.post(`/groups/${id}/owner`, { userId: bob.id }), 404),
    "not_found",
  );
  ok(await ada.delete(`/groups/${id}/members/${bob.id}`), 204);
});

Deno.test("the picture of a group is a public picture of its owner, and stays public", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await insertReadyMedia(sql, ada.id, "public");
  const hidden = await insertReadyMedia(sql, ada.id, "private");
  const theirs = await insertReadyMedia(sql, bob.id, "public");
  const id = await makeGroup(ada, [bob], { avatarMediaId: mediaId });
  const { avatar } = ok(await bob.get(`/conversations/${id}`), 200).data;
  assertEquals(typeof avatar, "string");
  for (const avatarMediaId of [hidden, theirs, newId()]) {
    const answer = await ada.patch(`/conversations/${id}`, { avatarMediaId });
    assertEquals(errorCode(answer, 422), "unprocessable");
  }
  const body = { caption: "Mine", privacy: "private", mediaIds: [mediaId] };
  ok(await ada.post("/posts", body), 201);
  await app.settled();
  assertEquals(ok(await bob.get(`/conversations/${id}`), 200).data.avatar, avatar);
  ok(await ada.patch(`/conversations/${id}`, { avatarMediaId: null }), 200);
  assertEquals(ok(await bob.get(`/conversations/${id}`), 200).data.avatar, null);
});

/** Inserts people without going through registration, and returns their ids. */
async function insertPeople({ ctx: { sql } }: TestApp, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await sql`
    insert into users (id, username, email, password_hash)
    select id, 'person_' || n, 'person_' || n || '@example.com', ''
    from unnest(${ids}::uuid[]) with ordinality as p (id, n)`;
  return ids;
}

/** The ids of people who are not in a group. */
async function outside({ ctx: { sql } }: TestApp, id: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select u.id from users u
    where not exists (
      select from conversation_members m where m.conversation_id = ${id} and m.user_id = u.id)`;
  return rows.map((row) => row.id);
}
