import { assertEquals } from "@std/assert";
import { SPACES_PER_USER_MAX } from "../../../domain/conversations/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("my spaces come by joining, public ones by size, and a walk finds each once", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const made: string[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    made.push(await makeSpace(ada, { name, isPublic: true }));
  }
  const hidden = await makeSpace(ada, { name: "hidden" });
  for (const id of [made[2]!, made[1]!]) ok(await bob.post(`/spaces/${id}/join`), 200);
  ok(await cyd.post(`/spaces/${made[1]}/join`), 200);
  ok(await ada.put(`/spaces/${made[3]}/bans/${bob.id}`), 200);
  const namesIn = async (path: string) =>
    (await walkList(bob, path, "spaces", 1)).map(({ name, role }) => `${name} ${role}`);
  assertEquals(await namesIn("/spaces"), ["b member", "c member"]);
  assertEquals(await namesIn("/spaces?public=true"), ["b member", "c member", "a null"]);
  assertEquals(errorCode(await bob.get(`/spaces/${hidden}`), 404), "not_found");
  assertEquals((await walkList(ada, "/spaces", "spaces", 2)).length, 5);
});

Deno.test("nobody is in more than a hundred spaces, however many they enter at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const targets: string[] = [];
  for (let n = 0; n < 3; n++) targets.push(await makeSpace(ada, { isPublic: true }));
  await app.ctx.sql`
    with made as (
      insert into spaces (id, name, members_count)
      select gen_random_uuid(), 'Lakes', 1 from generate_series(1, ${SPACES_PER_USER_MAX - 4})
      returning id
    )
    insert into space_members (id, space_id, user_id, role)
    select gen_random_uuid(), id, ${bob.id}, 'owner' from made`;
  const answers = await Promise.all([
    ...targets.map((id) => bob.post(`/spaces/${id}/join`)),
    ...targets.map(() => bob.post("/spaces", { name: "One more" })),
  ]);
  assertEquals(answers.filter(({ status }) => status < 300).length, 4);
  for (const answer of answers.filter(({ status }) => status >= 300)) {
    assertEquals(errorCode(answer, 422), "unprocessable");
  }
  const [{ count } = { count: 0 }] = await app.ctx.sql<{ count: number }[]>`
    select count(*)::int from space_members where user_id = ${bob.id}`;
  assertEquals(count, SPACES_PER_USER_MAX);
});
