import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { COMMENT_ROWS } from "../matrix/comment_rows.ts";
import { BOARD_ROWS, boardCells } from "../matrix/board_rows.ts";
import { listCells, ownCells, personCells, postCells } from "../matrix/cells.ts";
import { DISCOVERY_ROWS } from "../matrix/discovery_rows.ts";
import { GATHERING_END_ROWS, GATHERING_ROWS } from "../matrix/gathering_rows.ts";
import { restoreRows } from "../matrix/kept_rows.ts";
import {
  MODERATION_LIST_ROWS,
  MODERATION_ROWS,
  POST_FLAG_ROWS,
} from "../matrix/moderation_rows.ts";
import { LIST_ROWS, NAMELESS, OWN_ROWS } from "../matrix/own_rows.ts";
import { PERSON_ROWS } from "../matrix/person_rows.ts";
import { POST_ROWS } from "../matrix/post_rows.ts";
import type { Cell, Row } from "../matrix/row.ts";
import { changes, runRow } from "../matrix/run_row.ts";
import { SHARE_ROWS } from "../matrix/share_rows.ts";
import { CHANGE_ROWS } from "../matrix/talk/change_rows.ts";
import { CONVERSATION_ROWS } from "../matrix/talk/conversation_rows.ts";
import { MESSAGE_ROWS } from "../matrix/talk/message_rows.ts";
import { SPACE_ROWS } from "../matrix/talk/space_rows.ts";
import { spaceCells } from "../matrix/spaces.ts";
import { buildWorld, type World } from "../matrix/world.ts";

const ALL_ROWS = [
  ...POST_ROWS,
  ...COMMENT_ROWS,
  ...SHARE_ROWS,
  ...PERSON_ROWS,
  ...OWN_ROWS,
  ...LIST_ROWS,
  ...DISCOVERY_ROWS,
  ...MODERATION_LIST_ROWS,
  ...BOARD_ROWS,
  ...GATHERING_ROWS,
  ...GATHERING_END_ROWS,
  ...POST_FLAG_ROWS,
  ...MODERATION_ROWS,
  ...CONVERSATION_ROWS,
  ...MESSAGE_ROWS,
  ...CHANGE_ROWS,
  ...SPACE_ROWS,
];
const CELLS_MIN = 8500;
/** Enough to keep the database busy. */
const CELLS_AT_ONCE = 8;

Deno.test("every operation has a row in the matrix, and every row has an operation", async () => {
  await using app = await startApp();
  const documented = await operationsOf(app);
  const rows = new Set([...ALL_ROWS.map((row) => row.operation), ...NAMELESS]);
  const withoutRow = documented.filter((operation) => !rows.has(operation));
  assertEquals(withoutRow, [], "add a row for each of these, of talk in tests/matrix/talk");
  const gone = [...rows].filter((operation) => !documented.includes(operation));
  assertEquals(gone, [], "these are no operations any more");
  // The operator configures identity providers; they are the same for everybody.
  const named = NAMELESS.filter((operation) => /\{(?!provider\})/.test(operation));
  const pages = ["file}", "guides/{name}", "reference/{name}"];
  const isPage = (operation: string) => pages.some((page) => operation.endsWith(page));
  assertEquals(named.filter((operation) => !isPage(operation)), [], "what has an id is somebody's");
});

Deno.test("viewers get everything that they may see, and no trace of anything else", async () => {
  await using app = await startApp();
  const world = await buildWorld(app);
  const matrix = new Matrix(world);
  await matrix.run(LIST_ROWS, listCells(world), "at the end");
  await matrix.run(DISCOVERY_ROWS, listCells(world), "at the end");
  await matrix.run(MODERATION_LIST_ROWS, listCells(world), "at the end");
  await matrix.run(OWN_ROWS, await ownCells(world), "at the end");
  const ofPosts = await postCells(world);
  await matrix.run(POST_ROWS, ofPosts, "after each cell");
  await matrix.run(COMMENT_ROWS, ofPosts, "after each cell");
  await matrix.run(SHARE_ROWS, ofPosts, "after each change");
  await matrix.run(BOARD_ROWS, boardCells(world), "after each cell");
  await matrix.run(GATHERING_ROWS, spaceCells(world), "after each cell");
  await matrix.run(GATHERING_END_ROWS, spaceCells(world), "after each cell");
  await matrix.run(PERSON_ROWS, personCells(world), "after each change");
  await matrix.run(POST_FLAG_ROWS, ofPosts, "at the end");
  await matrix.run(MODERATION_ROWS, personCells(world), "at the end");
  assertEquals(matrix.wrong, []);
  assert(matrix.cells >= CELLS_MIN, `${matrix.cells} cells`);
});

/** Runs rows over cells, and counts both. */
class Matrix {
  readonly wrong: string[] = [];
  cells = 0;
  readonly #missing = new Map();

  constructor(readonly world: World) {}

  /** Cells that change nothing run first and several at once; changes follow, one by one. */
  async run(rows: readonly Row[], cells: readonly Cell[], restored: Restored): Promise<void> {
    for (let from = 0; from < cells.length; from += CELLS_AT_ONCE) {
      await Promise.all(
        cells.slice(from, from + CELLS_AT_ONCE).map(async (cell) => {
          for (const row of rows) if (!changes(row, cell)) await this.#run(row, cell);
        }),
      );
    }
    for (const cell of cells) {
      let isChanged = false;
      for (const row of rows.filter((row) => changes(row, cell))) {
        isChanged = true;
        await this.#run(row, cell);
        if (restored === "after each change") await restoreRows(this.world.app);
      }
      if (isChanged && restored === "after each cell") await restoreRows(this.world.app);
    }
    await restoreRows(this.world.app);
  }

  async #run(row: Row, cell: Cell): Promise<void> {
    this.wrong.push(...await runRow(row, cell, this.#missing));
    this.cells++;
  }
}

/** When to restore the rows. */
type Restored = "at the end" | "after each cell" | "after each change";

async function operationsOf(app: TestApp): Promise<string[]> {
  const { paths } = await (await app.fetch("/openapi.json")).json();
  return Object.entries(paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) =>
      `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, "")}`
    )
  );
}
