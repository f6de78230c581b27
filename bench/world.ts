import { join } from "node:path";
import type { UserId } from "../domain/ids.ts";
import { type Context, openContext } from "../context/mod.ts";
import { migrate } from "../db/migrate.ts";
import type { SqlPool } from "../db/sql.ts";
import { openSql } from "../db/pool.ts";
import { AccessTokens } from "../lib/security/access_tokens.ts";
import { readConfig } from "../lib/config/mod.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { deriveKeys } from "../lib/security/keys.ts";
import { openLog } from "../lib/log/log.ts";
import { once } from "../lib/once.ts";
import { variablesOf } from "../tests/helpers/app/database.ts";
import { fillPlain } from "./plain_world.ts";
import { type Program, startProgram } from "./program.ts";
import { fillTintype, SIZE } from "./tintype_world.ts";

/** Somebody who is signed in, with the same id in both databases. */
export interface Person {
  id: UserId;
  token: string;
}

/** Two databases on one Postgres with the same numbers of everything, and programs on them. */
export interface World extends AsyncDisposable {
  /** People with followers. The last one has pictures to post, but no followers. */
  people: Person[];
  /** The program's database. */
  sql: SqlPool;
  /** The database of the plain SQL design. */
  plain: SqlPool;
  /** Starts the program with its own KV file, or with the services in `env`. */
  startTintype(env?: Record<string, string>): Promise<Program & { kvPath: string }>;
  /** Opens the program's resources in this process. */
  openContext(): Promise<Context>;
  /** Starts the plain SQL design. */
  startPlain(): Promise<Program>;
}

const SECRET = "a secret for measurements that is long enough";
const TOKEN_MINUTES = 1440;
/** Connections to Postgres of each program. */
const POOL_SIZE = 20;

/** Creates the world in a temporary directory, which disposing deletes. */
export async function openWorld(size = SIZE): Promise<World> {
  await using opening = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "tintype-bench-" });
  opening.defer(() => Deno.remove(dir, { recursive: true }));
  await Deno.chmod(dir, 0o711); // Postgres may run as another account
  const server = opening.use(await startPostgres({ dataDir: join(dir, "postgres") }));
  const open = async (database: string) => {
    const admin = openSql(server.connection, 1, "migration");
    await admin.unsafe(`create database ${database}`);
    await admin.end();
    const sql = openSql({ ...server.connection, database }, 2, "migration");
    opening.defer(() => sql.end({ timeout: 2 }));
    return sql;
  };
  const [sql, plain] = [await open("ours"), await open("plain")];
  await migrate(sql);
  const sessions = await fillTintype(sql, size);
  await fillPlain(plain, sessions.map((session) => session.userId), size);
  await sql`checkpoint`;

  const tokens = new AccessTokens((await deriveKeys(SECRET)).accessTokens, TOKEN_MINUTES * 60);
  const people = await Promise.all(sessions.map(async ({ userId, sessionId }) => ({
    id: userId,
    token: await tokens.issue(userId, sessionId),
  })));
  const resources = opening.move();
  return {
    people,
    sql,
    plain,
    async startTintype(env = {}) {
      const own = await programEnv(dir);
      const database = variablesOf({ ...server.connection, database: "ours" });
      const program = await startProgram("../main.ts", "/ready", {
        env: { ...own, ...database, ...env },
      });
      return { ...program, kvPath: join(own.DATA_DIR, "kv", "kv.sqlite") };
    },
    async openContext() {
      const config = readConfig(await programEnv(dir));
      const database = { ...server.connection, database: "ours" };
      const ctx = await openContext(config, { log: openLog("silent"), database });
      await ctx.started;
      return ctx;
    },
    startPlain() {
      const database = { ...server.connection, database: "plain" };
      const args = [JSON.stringify({ database, secret: SECRET, poolSize: POOL_SIZE })];
      return startProgram("./baseline_sql.ts", "/health", { args });
    },
    [Symbol.asyncDispose]: once(() => resources.disposeAsync()),
  };
}

/** Returns the environment of a program with its own data directory. */
export async function programEnv(dir: string) {
  return {
    MODE: "production",
    HOST: "127.0.0.1",
    EMBEDDED: "allow",
    LOG: "silent",
    RATE_LIMITS: "off",
    DATA_DIR: await Deno.makeTempDir({ dir, prefix: "program-" }),
    JWT_SECRET: SECRET,
    ACCESS_TOKEN_EXPIRES_MINUTES: String(TOKEN_MINUTES),
    MEDIA_BASE_URL: "https://media.example.com",
    DATABASE_POOL_SIZE: String(POOL_SIZE),
  };
}
