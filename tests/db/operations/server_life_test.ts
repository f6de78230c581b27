import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { migrate } from "../../../db/migrate.ts";
import { readInvalidations } from "../../../db/operations/invalidations.ts";
import { openSql } from "../../../db/pool.ts";
import { isDown, one } from "../../../db/sql.ts";
import { startOwnPostgres } from "../../helpers/own_postgres.ts";

Deno.test("a reader notices that the server has started again or has recovered from a crash", async () => {
  await using postgres = await startOwnPostgres({ fsync: true });
  const sql = openSql(postgres.database.address, 1, "request");
  try {
    await migrate(sql);
    const life = async () =>
      (await readInvalidations(sql, null, { writer: "reader", limit: 10 })).serverLife;
    const reached = async () => {
      for (;;) {
        try {
          return await life();
        } catch (error) {
          assert(isDown(error), String(error));
        }
      }
    };
    const first = await life();
    assertEquals(await life(), first);
    const { pid } = await one(sql<{ pid: number }[]>`select pg_backend_pid() as pid`);
    // The server ends all other backends as well, and recovers from its log.
    Deno.kill(pid, "SIGKILL");
    let recovered = first;
    while (recovered === first) recovered = await reached();
    assertEquals(await life(), recovered);
    await postgres.stop();
    await postgres.start();
    assertNotEquals(await reached(), recovered);
  } finally {
    await sql.end({ timeout: 1 });
  }
});
