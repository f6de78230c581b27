import { assertEquals } from "@std/assert";
import { SPACE_MODERATORS_MAX } from "../../../domain/conversations/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertPagedList, block } from "../../helpers/people/social.ts";
import { castSpace, enter, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("a public space is joined and left, and a repeat changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const path = `/spaces/${await makeSpace(ada, { isPublic: true })}`;
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = ok(await bob.send("POST", `${path}/join`, undefined, key), 200).data;
  assertEquals([first.joined, first.space.role, first.space.membersCount], [true, "member", 2]);
  assertEquals(ok(await bob.send("POST", `${path}/join`, undefined, key), 200).data, first);
  const again = ok(await bob.post(`${path}/join`), 200).data;
  assertEquals(again, { space: first.space, joined: false });
  for (let time = 0; time < 2; time++) ok(await bob.post(`${path}/leave`), 204);
  const seen = ok(await bob.get(path), 200).data;
  assertEquals([seen.isMember, seen.role, seen.membersCount], [false, null, 1]);
  const hidden = `/spaces/${await makeSpace(ada)}`;
  assertEquals(errorCode(await bob.post(`${hidden}/join`), 404), "not_found");
  assertEquals(errorCode(await bob.post(`${hidden}/leave`), 404), "not_found");
});

Deno.test("a list of members has staff first, then others by joining, and nobody hidden", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob, cyd, dan, eve);
  const path = `/spaces/${spaceId}/members`;
  for (const person of [eve, cyd]) {
    ok(await ada.put(`${path}/${person.id}/role`, { role: "moderator" }), 200);
  }
  await assertPagedList(bob, path, "members", ["ada", "cyd", "eve", "bob", "dan"]);
  await assertPagedList(bob, `${path}?role=moderator`, "members", ["cyd", "eve"]);
  await assertPagedList(bob, `${path}?role=member`, "members", ["bob", "dan"]);
  await assertPagedList(bob, `${path}?role=owner`, "members", ["ada"]);
  await assertPagedList(bob, `${path}?q=da`, "members", ["dan"]);
  await assertPagedList(bob, `${path}?q=cyd&role=moderator`, "members", ["cyd"]);
  await assertPagedList(bob, `${path}?q=cyd&role=member`, "members", []);
  await assertPagedList(bob, `${path}?q=..`, "members", []);
  await block(app, dan, bob);
  const [first] = await assertPagedList(bob, path, "members", ["ada", "cyd", "eve", "bob"]);
  assertEquals([first.userId, first.role, typeof first.joinedAt], [ada.id, "owner", "string"]);
  assertEquals(ok(await bob.get(`/spaces/${spaceId}`), 200).data.membersCount, 5);
  for (const query of ["?role=boss", "?q=", `?q=${"a".repeat(101)}`, "?limit=0"]) {
    assertEquals(errorCode(await bob.get(path + query), 400), "validation_failed");
  }
});

Deno.test("a walk through members finds each that stays once, while others come and go", async () => {
  await using app = await startApp();
  const [ada, ...others] = await app.people("ada", "b_0", "b_1", "b_2", "b_3", "b_4", "b_5", "b_6");
  const spaceId = await makeSpace(ada, { isPublic: true });
  const path = `/spaces/${spaceId}`;
  const late = others.slice(4);
  for (const person of others.slice(0, 4)) ok(await person.post(`${path}/join`), 200);
  const seen = await walkList(ada, `${path}/members`, "members", 2, async (page) => {
    const arrival = late[page];
    if (arrival) ok(await arrival.post(`${path}/join`), 200);
    if (page === 0) ok(await ada.delete(`${path}/members/${others[1]!.id}`), 204);
  });
  const names = seen.map(({ username }) => username);
  assertEquals(new Set(names).size, names.length);
  assertEquals(names.slice(0, 4), ["ada", "b_0", "b_2", "b_3"]);
});

Deno.test("the owner gives and takes roles, and a repeat changes nothing", async () => {
  await using app = await startApp();
  const { spaceId, people: { owner, member, stranger } } = await castSpace(app);
  const path = (id: string) => `/spaces/${spaceId}/members/${id}/role`;
  for (const role of ["moderator", "moderator", "member", "member"]) {
    const { data } = ok(await owner.put(path(member.id), { role }), 200);
    assertEquals([data.userId, data.username, data.role], [member.id, "the_member", role]);
    assertEquals(ok(await member.get(`/spaces/${spaceId}`), 200).data.role, role);
  }
  for (const body of [{}, { role: "boss" }, { role: "member", more: 1 }]) {
    assertEquals(errorCode(await owner.put(path(member.id), body), 400), "validation_failed");
  }
  const noMember = await owner.put(path(stranger.id), { role: "moderator" });
  assertEquals(errorCode(noMember, 404), "not_found");
});

Deno.test("a space has at most a hundred moderators, however many are named at once", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, ...others] = await app.people("ada", "b_0", "b_1", "b_2", "b_3", "b_4");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, ...others);
  await sql`
    with made as (
      insert into users (id, username, email, password_hash)
      select gen_random_uuid(), 'mod_' || n, 'mod_' || n || '@example.com', ''
      from generate_series(1, ${SPACE_MODERATORS_MAX - 2}) as n
      returning id
    )
    insert into space_members (id, space_id, user_id, role)
    select gen_random_uuid(), ${spaceId}, id, 'moderator' from made`;
  const answers = await Promise.all(
    others.map(({ id }) => ada.put(`/spaces/${spaceId}/members/${id}/role`, { role: "moderator" })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [200, 200, 422, 422, 422]);
});
