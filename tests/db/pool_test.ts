import { assert, assertEquals } from "@std/assert";
import { BY_INDEX_ALONE, openSql } from "../../db/pool.ts";
import { makeDriverSocket } from "../../db/renewed_pool.ts";
import { isDown, one } from "../../db/sql.ts";
import { openTestDatabase } from "../helpers/app/database.ts";

Deno.test("the server ends a transaction of a suspended program, so that others get its locks", async () => {
  await using database = await openTestDatabase();
  const suspended = openSql(database.address, 1, "delivery");
  const other = openSql(database.address, 1, "work");
  const resumes = Promise.withResolvers<void>();
  try {
    const isLocked = Promise.withResolvers<void>();
    const transaction = suspended.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(1)`;
      isLocked.resolve();
      await resumes.promise;
      await tx`select 1`;
    }).then(() => null, (error) => error);
    await isLocked.promise;
    await other`select pg_advisory_xact_lock(1)`;
    resumes.resolve();
    const error = await transaction;
    assert(isDown(error), String(error));
    assertEquals(await one(suspended<{ ok: number }[]>`select 1 as ok`), { ok: 1 });
  } finally {
    resumes.resolve();
    await Promise.all([suspended.end({ timeout: 1 }), other.end({ timeout: 1 })]);
  }
});

Deno.test("a plan that was made for an empty table finds rows by an index when it has grown", async () => {
  await using database = await openTestDatabase();
  const plain = openSql(database.address, 1, "request");
  const indexed = openSql(database.address, 1, "request", 3000, BY_INDEX_ALONE);
  try {
    await plain`vacuum (analyze) messages`;
    const plan = "explain select from messages where id = '00000000-0000-0000-0000-000000000001'";
    assert(JSON.stringify(await plain.unsafe(plan)).includes("Seq Scan"));
    assert(JSON.stringify(await indexed.unsafe(plan)).includes("messages_id_key"));
  } finally {
    await Promise.all([plain.end({ timeout: 1 }), indexed.end({ timeout: 1 })]);
  }
});

Deno.test("each connection asks the server to notice a client that has vanished", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const sql = openSql(`postgres://somebody@127.0.0.1:${port}/any`, 1, "work");
  const query = sql`select 1`.then(() => null, (error) => error);
  const connection = await listener.accept();
  const bytes = new Uint8Array(1024);
  const length = await connection.read(bytes);
  connection.close();
  const [, , , ...texts] = new TextDecoder().decode(bytes.subarray(4, length!)).split("\0");
  const sent = new Map(texts.flatMap((name, at) => at % 2 ? [] : [[name, texts[at + 1]!]]));
  assertEquals(
    ["idle", "interval", "count"].map((name) => Number(sent.get(`tcp_keepalives_${name}`)) > 0),
    [true, true, true],
  );
  assert(Number(sent.get("tcp_user_timeout")) > 0);
  await sql.end({ timeout: 0 });
  assert(isDown(await query));
});

Deno.test("a socket of the driver has nothing to do when the driver sends nothing", () => {
  const socket = makeDriverSocket();
  try {
    assert(socket.write(null as never));
    assertEquals(socket.writableLength, 0);
  } finally {
    socket.destroy();
  }
});
