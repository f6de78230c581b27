import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { findBoard } from "../../db/boards/boards.ts";
import { loadRelations } from "../../db/people/relations.ts";
import type { SqlPool } from "../../db/sql.ts";
import { loadUserCards } from "../../db/people/cards.ts";
import { boardVisibleTo } from "../../db/visibility.ts";
import { BOARD_PRIVACIES, COLLABORATOR_ROLES } from "../../domain/boards/boards.ts";
import { newId } from "../../domain/ids.ts";
import { canSeeBoard } from "../../domain/posts/visibility.ts";
import { startApp } from "../helpers/app/app.ts";
import { somePairs, somePeople, writePeople } from "../helpers/posts/graphs.ts";

const PEOPLE = 4;
const GRAPHS = 60;

const person = fc.nat(PEOPLE - 1);
const graphs = fc.record({
  people: somePeople(PEOPLE),
  follows: somePairs(PEOPLE, 6),
  blocks: somePairs(PEOPLE, 2),
  boards: fc.array(
    fc.record({
      owner: person,
      privacy: fc.constantFrom(...BOARD_PRIVACIES),
      collaborators: fc.array(fc.tuple(person, fc.constantFrom(...COLLABORATOR_ROLES)), {
        maxLength: 2,
      }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
type Graph = typeof graphs extends fc.Arbitrary<infer G> ? G : never;

Deno.test("SQL and values agree on who sees a board, in every graph", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const answers = { seen: 0, hidden: 0 };
  const property = fc.asyncProperty(graphs, async (graph) => {
    const { userIds, boardIds } = await write(sql, graph);
    const [users, relations] = await Promise.all([
      loadUserCards(sql, userIds),
      loadRelations(sql, userIds),
    ]);
    for (const viewerId of [...userIds, null]) {
      const viewer = viewerId === null ? null : relations.get(viewerId)!;
      const seen: string[] = [];
      for (const id of boardIds) {
        const board = (await findBoard(sql, id, viewerId))!;
        const owner = users.get(board.ownerId)!;
        if (canSeeBoard(viewer, board, owner, board.role !== null)) seen.push(id);
      }
      assertEquals(await visibleBoards(sql, viewerId, boardIds), seen);
      answers.seen += seen.length;
      answers.hidden += boardIds.length - seen.length;
    }
  });
  await fc.assert(property, { numRuns: GRAPHS });
  assertEquals(answers.seen > GRAPHS && answers.hidden > GRAPHS, true, JSON.stringify(answers));
});

async function visibleBoards(sql: SqlPool, viewerId: string | null, ids: string[]) {
  const rows = await sql<{ id: string }[]>`
    select bd.id from boards bd
    where bd.id = any(${ids}::uuid[]) and ${boardVisibleTo(sql, viewerId)} order by bd.id`;
  return rows.map((row) => row.id);
}

/** Writes a separate graph of people; returns their ids and those of their boards, in order. */
async function write(sql: SqlPool, graph: Graph) {
  const userIds = await writePeople(sql, graph);
  const boardIds = graph.boards.map(() => newId<"board">());
  for (const [index, { owner, privacy, collaborators }] of graph.boards.entries()) {
    const board = { id: boardIds[index]!, ownerId: userIds[owner]!, name: "Board", privacy };
    await sql`insert into boards ${sql(board)}`;
    for (const [who, role] of collaborators) {
      if (who === owner) continue;
      const row = { id: newId(), boardId: board.id, userId: userIds[who]!, role };
      await sql`insert into board_collaborators ${sql(row)} on conflict do nothing`;
    }
  }
  return { userIds, boardIds };
}
