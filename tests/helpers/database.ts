import { fileURLToPath } from "node:url";
import { migrate } from "../../db/migrate.ts";
import { type DatabaseAddress, openSql, type SqlPool } from "../../db/sql.ts";
import { startPostgres } from "../../lib/embedded/postgres.ts";
import { sha256 } from "../../lib/sealed.ts";

/** A database of a test's own, dropped when disposed. */
export interface TestDatabase extends AsyncDisposable {
  address: DatabaseAddress;
}

const MIGRATIONS = new URL("../../migrations/", import.meta.url);
const SERVER_DIR = fileURLToPath(new URL("../../.data/test-postgres", import.meta.url));
const TEMPLATE_LOCK = 7_184_220_099;

/** Copies the migrated template into a new database. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = await serverAddress();
  const name = `t_${crypto.randomUUID().replaceAll("-", "")}`;
  const template = await templateName();
  await withServer(server, async (sql) => {
    await ensureTemplate(sql, server, template);
    await sql.unsafe(`create database ${name} template ${template}`);
  });
  return {
    address: on(server, name),
    async [Symbol.asyncDispose]() {
      await withServer(server, (sql) => sql.unsafe(`drop database ${name} with (force)`));
    },
  };
}

/** The server that the tests run on: a given one, or an embedded one that is started on first use. */
async function serverAddress(): Promise<DatabaseAddress> {
  const url = Deno.env.get("TEST_DATABASE_URL");
  if (url) return url;
  const given = Deno.env.get("TEST_DATABASE");
  if (given) return JSON.parse(given);
  const { connection } = await startPostgres({ dataDir: SERVER_DIR, fsync: false });
  Deno.env.set("TEST_DATABASE", JSON.stringify(connection));
  return connection;
}

async function templateName(): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(MIGRATIONS))).map((entry) => entry.name).sort();
  const texts = await Promise.all(
    names.map((name) => Deno.readTextFile(new URL(name, MIGRATIONS))),
  );
  return `template_${sha256(texts.join("\0")).toHex().slice(0, 16)}`;
}

async function ensureTemplate(sql: SqlPool, server: DatabaseAddress, name: string): Promise<void> {
  const [found] = await sql`select from pg_database where datname = ${name}`;
  if (found) return;
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${TEMPLATE_LOCK})`;
    await withServer(server, async (other) => {
      const [made] = await other`select from pg_database where datname = ${name}`;
      if (made) return;
      const draft = `${name}_draft`;
      await other.unsafe(`drop database if exists ${draft} with (force)`);
      await other.unsafe(`create database ${draft}`);
      await withServer(on(server, draft), (pool) => migrate(pool));
      await other.unsafe(`alter database ${draft} rename to ${name}`);
    });
  });
}

async function withServer<T>(
  address: DatabaseAddress,
  run: (sql: SqlPool) => Promise<T>,
): Promise<T> {
  const sql = openSql(address, 1);
  try {
    return await run(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function on(server: DatabaseAddress, database: string): DatabaseAddress {
  if (typeof server !== "string") return { ...server, database };
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
