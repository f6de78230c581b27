import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  deleteInvalidations,
  moveInvalidationHorizon,
  readInvalidations,
} from "../../../db/operations/invalidations.ts";
import type { Sql } from "../../../db/sql.ts";
import type { Snapshot } from "../../../domain/events/snapshots.ts";
import { openOutbox } from "../../helpers/app/outbox.ts";

const OTHERS = { writer: "reader", limit: 1000 };

function write(sql: Sql, entry: string) {
  return sql`insert into invalidations (writer, entries) values ('writer', ${entry})`;
}

/** Returns a function that returns the entries since its last call, and those of all calls. */
async function openReader(sql: Sql) {
  let seen: Snapshot = (await readInvalidations(sql, null, OTHERS)).snapshot;
  const all: string[] = [];
  return {
    all,
    async read() {
      const { rows, snapshot } = await readInvalidations(sql, seen, OTHERS);
      seen = snapshot;
      const entries = rows!.map((row) => row.entries);
      all.push(...entries);
      return entries;
    },
  };
}

Deno.test("an invalidation is read once, even if its transaction stays open beside many others", async () => {
  await using outbox = await openOutbox(3);
  const { sql } = outbox;
  const reader = await openReader(sql);
  const written = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const open = sql.begin(async (tx) => {
    await write(tx, "slow");
    written.resolve();
    await release.promise;
  });
  await written.promise;
  for (let n = 0; n < 20; n++) {
    await write(sql, `quick ${n}`);
    assertEquals(await reader.read(), [`quick ${n}`]);
  }
  assertEquals(await reader.read(), []);
  release.resolve();
  await open;
  assertEquals(await reader.read(), ["slow"]);
  assertEquals(await reader.read(), []);
});

Deno.test("of many transactions at once, each that commits is read once and no other", async () => {
  await using outbox = await openOutbox(9);
  const { sql } = outbox;
  const reader = await openReader(sql);
  const committed: string[] = [];
  const undone = new Error("This transaction is undone");
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 40; n++) {
      const entry = `${writer}.${n}`;
      await sql.begin(async (tx) => {
        await write(tx, entry);
        // Others begin, commit and are read meanwhile.
        await tx`select pg_sleep(random() / 100)`;
        if (n % 5 === writer % 5) throw undone;
        committed.push(entry);
      }).catch((error) => assert(error === undone));
    }
  });
  const writing = Promise.all(writers);
  let isDone = false;
  writing.finally(() => isDone = true);
  let reads = 0;
  for (; !isDone; reads++) await reader.read();
  await writing;
  await reader.read();
  assertGreater(reads, 20);
  assertEquals(reader.all.toSorted(), committed.toSorted());
});

Deno.test("a reader gets no rows of its own, and none at all if there are too many", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const { snapshot } = await readInvalidations(sql, null, OTHERS);
  for (const entry of ["a", "b", "c"]) await write(sql, entry);
  const read = (writer: string, limit: number) =>
    readInvalidations(sql, snapshot, { writer, limit });
  assertEquals((await read("writer", 3)).rows, []);
  assertEquals((await read("reader", 3)).rows?.length, 3);
  assertEquals((await read("reader", 2)).rows, null);
});

Deno.test("rows are deleted only when a snapshot of some time ago saw the end of their transactions", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const reader = await openReader(sql);
  const clean = async () => {
    await moveInvalidationHorizon(sql, 0);
    return await deleteInvalidations(sql, 100);
  };
  const missedBy = async ({ xmin }: Snapshot) =>
    (await readInvalidations(sql, null, OTHERS)).deletedBelow > xmin;
  // Transactions of other databases on the server hold the horizon back for a while.
  const cleanOne = async (): Promise<Snapshot> => {
    for (;;) {
      const { snapshot } = await readInvalidations(sql, null, OTHERS);
      if (await clean() === 1) return snapshot;
    }
  };
  const { snapshot: before } = await readInvalidations(sql, null, OTHERS);
  await write(sql, "old");
  const written = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const open = sql.begin(async (tx) => {
    await write(tx, "open");
    written.resolve();
    await release.promise;
  });
  try {
    await written.promise;
    // The first run only notes what has ended by then.
    assertEquals(await clean(), 0);
    assertEquals(await missedBy(before), false);
    assertEquals(await reader.read(), ["old"]);
    const after = await cleanOne();
    assertEquals(await missedBy(before), true);
    assertEquals(await missedBy(after), false);
  } finally {
    release.resolve();
    await open;
  }
  assertEquals(await clean(), 0);
  assertEquals(await reader.read(), ["open"]);
  await cleanOne();
});

Deno.test("the horizon stays until its time is over", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  // The numbers themselves may stand still: a transaction of another database holds them back.
  const moved = async () =>
    (await sql<{ movedAt: string }[]>`
    select moved_at::text from invalidation_horizon`)[0]!.movedAt;
  await moveInvalidationHorizon(sql, 120);
  const first = await moved();
  await moveInvalidationHorizon(sql, 120);
  assertEquals(await moved(), first);
  await sql`update invalidation_horizon set moved_at = now() - interval '121 seconds'`;
  await moveInvalidationHorizon(sql, 120);
  assertGreater(await moved(), first);
});
