import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { PASSWORD } from "../../helpers/people/person.ts";
import { enter, makeSpace } from "../../helpers/people/spaces.ts";
import { ok } from "../../helpers/people/steps.ts";
import { somebodyWaits } from "../../helpers/sql/waiting.ts";

Deno.test("an owner and the successor who delete their accounts at once leave the space to the next one", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const [shared, pair] = [await makeSpace(ada), await makeSpace(ada)];
  await enter(ada, shared, bob, cyd);
  await enter(ada, pair, bob);
  // Both wait for the lock of the same space before either of them begins.
  const { leaving } = await sql.begin(async (tx) => {
    await tx`select from spaces where id = any(${[shared, pair]}::uuid[]) for update`;
    const leaving = [ada, bob].map((person) => person.delete("/users/me", { password: PASSWORD }));
    for (let waiting = 0; waiting < 2;) {
      await somebodyWaits(sql);
      ({ count: waiting } = await sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
    }
    return { leaving };
  });
  for (const answer of await Promise.all(leaving)) ok(answer, 202);
  const owners = await sql<{ spaceId: string; userId: string }[]>`
    select m.space_id, m.user_id from space_members m join spaces s on s.id = m.space_id
    where m.role = 'owner' and s.deleted_at is null`;
  assertEquals([...owners], [{ spaceId: shared, userId: cyd.id }]);
  const [gone] = await sql`
    select deleted_at is not null as is_deleted, members_count from spaces where id = ${pair}`;
  assertEquals(gone, { isDeleted: true, membersCount: 0 });
  const seen = ok(await cyd.get(`/spaces/${shared}`), 200).data;
  assertEquals([seen.ownerId, seen.role, seen.membersCount], [cyd.id, "owner", 3]);
});
