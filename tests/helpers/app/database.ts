import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "../../../db/migrate.ts";
import type { SqlPool } from "../../../db/sql.ts";
import type { DatabaseAddress } from "../../../lib/config/database_address.ts";
import { openSql } from "../../../db/pool.ts";
import { newId } from "../../../domain/ids.ts";
import { startPostgres } from "../../../lib/embedded/postgres.ts";
import { sha256 } from "../../../lib/security/sealed.ts";
import { recordColumns } from "../sql/recorded_columns.ts";
import { emptyDatabase } from "./used_database.ts";

/** An empty database for one test; disposing it returns it to the spare ones. */
export interface TestDatabase extends AsyncDisposable {
  address: DatabaseAddress;
  /** Returns the path of a KV file for all apps on this database. */
  kvPath?(store: number): string;
}

interface Made {
  name: string;
  /** The transaction right after its creation. */
  madeIn: number;
}

const MIGRATIONS = new URL("../../../migrations/", import.meta.url);
const SERVER_DIR = fileURLToPath(new URL("../../../.data/test-postgres", import.meta.url));
const TEMPLATE_LOCK = 7_184_220_099;

/** Databases that earlier tests of this file have returned. */
const spare: Made[] = [];
let template: Promise<string> | undefined;

const columnsFolder = Deno.env.get("TEST_COLUMNS");
if (columnsFolder) recordColumns(columnsFolder);

/** Takes a spare database of an earlier test, or copies the migrated template. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = await serverAddress();
  const made = spare.pop() ?? await withServer(server, (sql) => make(sql, server));
  const address = on(server, made.name);
  let directory: string | null = null;
  return {
    address,
    kvPath(store) {
      directory ??= Deno.makeTempDirSync({ prefix: "tintype-test-kv-" });
      return `${directory}/kv_${store}.sqlite3`;
    },
    async [Symbol.asyncDispose]() {
      if (directory !== null) await Deno.remove(directory, { recursive: true });
      if (isKeeping() && await emptyDatabase(address, made.madeIn)) spare.push(made);
      else await withServer(server, (sql) => sql.unsafe(`drop database ${made.name} with (force)`));
    },
  };
}

/**
 * Returns the variables that give a program a database: an embedded server may listen on a file.
 */
export function variablesOf(address: DatabaseAddress): Record<string, string> {
  if (typeof address === "string") return { DATABASE_URL: address };
  const { path, host, port, user, database } = address as Record<string, string>;
  return {
    PGHOST: path ? dirname(path) : host!,
    PGPORT: String(port ?? 5432),
    PGUSER: user!,
    DATABASE_URL: `postgres:///${database}`,
  };
}

async function make(sql: SqlPool, server: DatabaseAddress): Promise<Made> {
  const from = await (template ??= ensureTemplate(sql, server));
  const name = `${Deno.env.get("TEST_DATABASE_PREFIX") ?? "t_"}${newId().replaceAll("-", "")}`;
  await sql.unsafe(`create database ${name} template ${from}`);
  const [row] = await sql<{ id: number }[]>`select pg_current_xact_id()::text::int as id`;
  return { name, madeIn: row!.id };
}

/** Returns whether `deno task test` runs the tests; it drops all databases at its end. */
function isKeeping(): boolean {
  return Deno.env.has("TEST_DATABASE_PREFIX");
}

/**
 * Returns the server of the tests: the configured one, or an embedded one, started on first use.
 */
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

async function ensureTemplate(sql: SqlPool, server: DatabaseAddress): Promise<string> {
  const name = await templateName();
  const [found] = await sql`select from pg_database where datname = ${name}`;
  if (found) return name;
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
  return name;
}

async function withServer<T>(
  address: DatabaseAddress,
  run: (sql: SqlPool) => Promise<T>,
): Promise<T> {
  const sql = openSql(address, 1, "work");
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
