import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { spaceVisibleTo } from "../../db/spaces/visibility.ts";
import type { SqlPool } from "../../db/sql.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { canSeeSpace } from "../../domain/spaces/visibility.ts";
import { startApp } from "../helpers/app/app.ts";

const PEOPLE = 3;
const RUNS = 60;

const person = fc.nat(PEOPLE - 1);
const worlds = fc.array(
  fc.record({
    isPublic: fc.boolean(),
    isDeleted: fc.boolean(),
    members: fc.uniqueArray(person, { maxLength: PEOPLE }),
    banned: fc.uniqueArray(person, { maxLength: PEOPLE }),
  }),
  { minLength: 1, maxLength: 5 },
);

Deno.test("SQL and values agree on who sees the profile of a space", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const people = await app.people("ada", "bob", "cyd");
  const userIds = people.map(({ id }) => id);
  const answers = { seen: 0, hidden: 0 };
  const property = fc.asyncProperty(worlds, async (spaces) => {
    const ids: string[] = [];
    for (const { isPublic, isDeleted, members, banned } of spaces) {
      const id = newId();
      ids.push(id);
      const deletedAt = isDeleted ? new Date() : null;
      await sql`insert into spaces ${sql({ id, name: "Lakes", isPublic, deletedAt })}`;
      for (const [table, list] of [["space_members", members], ["space_bans", banned]] as const) {
        for (const at of list) {
          const row = { id: newId(), spaceId: id, userId: userIds[at]! };
          await sql`insert into ${sql(table)} ${sql(row)}`;
        }
      }
    }
    for (const [at, viewerId] of userIds.entries()) {
      const seen = ids.filter((_, n) => {
        const { members, banned, ...space } = spaces[n]!;
        const standing = { isMember: members.includes(at), isBanned: banned.includes(at) };
        return canSeeSpace(space, standing);
      });
      assertEquals(await visibleSpaces(sql, viewerId, ids), seen);
      answers.seen += seen.length;
      answers.hidden += ids.length - seen.length;
    }
  });
  await fc.assert(property, { numRuns: RUNS });
  assertEquals(answers.seen > RUNS && answers.hidden > RUNS, true, JSON.stringify(answers));
});

async function visibleSpaces(sql: SqlPool, viewerId: UserId, ids: readonly string[]) {
  const rows = await sql<{ id: string }[]>`
    select s.id from spaces s
    where s.id = any(${ids}::uuid[]) and ${spaceVisibleTo(sql, viewerId)} order by s.id`;
  return rows.map((row) => row.id);
}
