import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import postgres from "postgres";
import { startPostgres } from "../../lib/embedded/postgres.ts";
import { lendPostgres } from "../helpers/app/lent_postgres.ts";
import { killedOnceReady, temporaryDirectory } from "../lib/embedded/child_program.ts";

const WRITE_NOTE = `
  import postgres from "postgres";
  import { startPostgres } from ${
  JSON.stringify(import.meta.resolve("../../lib/embedded/postgres.ts"))
};
  const server = await startPostgres({ dataDir: Deno.args[0] });
  const sql = postgres(server.connection);
  await sql\`create table notes (content text)\`;
  await sql\`insert into notes values ('kept')\`;
  console.log("ready");
  await new Promise(() => setInterval(() => {}, 60_000));
`;

Deno.test("startPostgres keeps the data over a stop and a start", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  {
    await using server = await startPostgres({ dataDir, fsync: false });
    assertFalse(server.adopted);
    await using sql = open(server.connection);
    await sql`create table notes (content text)`;
    await sql`insert into notes values ('kept')`;
  }
  await using server = await startPostgres({ dataDir, fsync: false });
  assertFalse(server.adopted);
  await using sql = open(server.connection);
  assertEquals([...await sql`select content from notes`], [{ content: "kept" }]);
  await server.stop();
  await server.stop();
});

Deno.test("startPostgres makes a UTF-8 database that listens on its socket only", async () => {
  // Only this server fetches its own programs: the others borrow them.
  await using temp = await temporaryDirectory();
  await using server = await startPostgres({ dataDir: `${temp.path}/postgres`, fsync: false });
  await using sql = open(server.connection);
  const [row] = await sql`
    select current_setting('server_encoding') as encoding,
      current_setting('listen_addresses') as addresses,
      current_setting('fsync') as fsync, lower('ÅÉ') as lower, current_database() as name`;
  const addresses = Deno.build.os === "windows" ? "127.0.0.1" : "";
  assertEquals(row, { encoding: "UTF8", addresses, fsync: "off", lower: "åé", name: "tintype" });
});

Deno.test("startPostgres adopts the server of a program that was killed", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  await killedOnceReady(WRITE_NOTE, dataDir);
  await using server = await startPostgres({ dataDir });
  assert(server.adopted);
  await using sql = open(server.connection);
  assertEquals([...await sql`select content from notes`], [{ content: "kept" }]);
});

Deno.test("startPostgres recovers when the server was killed, with all committed data", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  await killedOnceReady(WRITE_NOTE, dataDir);
  await killServer(dataDir);
  await using server = await startPostgres({ dataDir });
  assertFalse(server.adopted);
  await using sql = open(server.connection);
  assertEquals([...await sql`select content from notes`], [{ content: "kept" }]);
});

Deno.test("startPostgres ignores a pid file whose pid belongs to another program", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  await (await startPostgres({ dataDir, fsync: false })).stop();
  const lines = [Deno.pid, `${dataDir}/cluster`, 1, 5432, dataDir, "", "0 0", "ready", ""];
  await Deno.writeTextFile(`${dataDir}/cluster/postmaster.pid`, lines.join("\n"));
  await using server = await startPostgres({ dataDir, fsync: false });
  assertFalse(server.adopted);
});

Deno.test("startPostgres replaces a database that was left half made", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  await Deno.mkdir(`${dataDir}/cluster.half-1/base`, { recursive: true });
  await using _server = await startPostgres({ dataDir, fsync: false });
  const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
  assertFalse(names.some((name) => name.startsWith("cluster.half")), names.join());
});

Deno.test("startPostgres accepts a path that is too long for a socket", async () => {
  await using place = await openPlace(`${"long, ".repeat(15)}'path'`);
  const { dataDir } = place;
  await using server = await startPostgres({ dataDir, fsync: false });
  await using sql = open(server.connection);
  assertEquals([...await sql`select 1 as one`], [{ one: 1 }]);
  const { connection } = server;
  if ("path" in connection) {
    await server.stop();
    await Deno.remove(connection.path.slice(0, connection.path.lastIndexOf("/")));
  }
});

Deno.test("startPostgres reports the server's own message when it does not start", async () => {
  await using place = await openPlace();
  const { dataDir } = place;
  await (await startPostgres({ dataDir, fsync: false })).stop();
  await Deno.writeTextFile(`${dataDir}/cluster/PG_VERSION`, "9\n");
  await assertRejects(() => startPostgres({ dataDir }), Error, "not compatible with this version");
});

/** Returns a directory for a server, which is deleted when the test ends. */
async function openPlace(name = "postgres") {
  const directory = await temporaryDirectory();
  const dataDir = `${directory.path}/${name}`;
  await lendPostgres(dataDir);
  return { dataDir, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

function open(connection: postgres.Options<Record<string, never>>) {
  const sql = postgres({ ...connection, max: 1, onnotice: () => {} });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() });
}

async function killServer(dataDir: string): Promise<void> {
  const file = await Deno.readTextFile(`${dataDir}/cluster/postmaster.pid`);
  Deno.kill(Number(file.split("\n")[0]), "SIGKILL");
}
