import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { ROLES } from "../../matrix/expectations.ts";
import type { Cell, Row } from "../../matrix/row.ts";
import { changes, runRow } from "../../matrix/run_row.ts";
import { CHANGE_ROWS } from "../../matrix/talk/change_rows.ts";
import { CONVERSATION_ROWS } from "../../matrix/talk/conversation_rows.ts";
import { MESSAGE_ROWS } from "../../matrix/talk/message_rows.ts";
import { SPACE_ROWS } from "../../matrix/talk/space_rows.ts";
import { TALK_KINDS } from "../../matrix/talk/seats.ts";
import { buildTalkWorld, restoreTalk, talkCells, type TalkWorld } from "../../matrix/talk/world.ts";

/** Enough to keep the database busy. */
const CELLS_AT_ONCE = 8;

Deno.test("members get what is theirs in conversations and spaces, and no trace of anything else", async () => {
  await using app = await startApp();
  const world = await buildTalkWorld(app);
  const cells = talkCells(world);
  const rows = [...CONVERSATION_ROWS, ...MESSAGE_ROWS, ...CHANGE_ROWS, ...SPACE_ROWS];
  const wrong = await runRows(world, rows, cells);
  assertEquals(wrong, []);
  assertEquals(cells.length, TALK_KINDS.length * ROLES.length);
});

/** Runs the rows that change nothing first, and restores everything after each change. */
async function runRows(
  world: TalkWorld,
  rows: readonly Row[],
  cells: readonly Cell[],
): Promise<string[]> {
  const wrong: string[] = [];
  const missing = new Map();
  const run = async (row: Row, cell: Cell) => void wrong.push(...await runRow(row, cell, missing));
  for (let from = 0; from < cells.length; from += CELLS_AT_ONCE) {
    await Promise.all(
      cells.slice(from, from + CELLS_AT_ONCE).map(async (cell) => {
        for (const row of rows) if (!changes(row, cell)) await run(row, cell);
      }),
    );
  }
  for (const cell of cells) {
    for (const row of rows.filter((row) => changes(row, cell))) {
      await run(row, cell);
      await restoreTalk(world);
    }
  }
  return wrong;
}
