import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openSql } from "../../db/pool.ts";
import { openTestDatabase } from "../helpers/app/database.ts";

const texts = fc.oneof(
  fc.string({ unit: "grapheme-composite" }),
  fc.constantFrom(
    "NULL",
    "null",
    "",
    '"',
    "\\",
    '\\"',
    "{}",
    "a,b",
    "{a}",
    " ",
    "\n",
    "'",
    "é\u0301",
  ),
).map((text) => text.replaceAll("\0", ""));
const times = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31") });

Deno.test("arrays come back from Postgres as they were sent", async () => {
  await using database = await openTestDatabase();
  const sql = openSql(database.address, 1, "work");
  const arrays = fc.record({
    texts: fc.array(fc.option(texts)),
    uuids: fc.array(fc.option(fc.uuid())),
    integers: fc.array(fc.option(fc.integer())),
    bigints: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
    doubles: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0)),
    times: fc.array(times.filter((time) => !Number.isNaN(time.getTime()))),
    booleans: fc.array(fc.boolean()),
  });
  await fc.assert(
    fc.asyncProperty(arrays, async (sent) => {
      const [came] = await sql`
        select ${sent.texts}::text[] as texts, ${sent.uuids}::uuid[] as uuids,
          ${sent.integers}::int[] as integers, ${sent.bigints}::bigint[] as bigints,
          ${sent.doubles}::float8[] as doubles,
          array(select t from jsonb_array_elements_text(${
        sql.json(sent.booleans)
      }) as j (t))::bool[]
            as booleans,
          ${sent.times.map((time) => time.toISOString())}::timestamptz[] as times`;
      assertEquals<unknown>({ ...came }, { ...sent });
      const [counted] = await sql<{ count: number }[]>`
        select count(*)::int as count from unnest(${sent.texts}::text[]) as t where t is null`;
      assertEquals(counted!.count, sent.texts.filter((text) => text === null).length);
    }),
    { numRuns: 200 },
  );
  await sql.end();
});

Deno.test("a server that disconnects after the login fails only the query", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const serving = letInAndClose(listener);
  const sql = openSql(`postgres://somebody@127.0.0.1:${port}/any`, 1, "work");
  const failures = await Promise.allSettled([sql`select 1`, sql`select 2`]);
  assertEquals(failures.map(({ status }) => status), ["rejected", "rejected"]);
  await sql.end({ timeout: 0 });
  listener.close();
  await serving;
});

/** Accepts each login, reports "ready", and closes the connection. */
async function letInAndClose(listener: Deno.Listener): Promise<void> {
  const welcome = Uint8Array.of(82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73);
  for await (const connection of listener) {
    using _ = connection;
    await connection.read(new Uint8Array(1024));
    await connection.write(welcome);
  }
}
