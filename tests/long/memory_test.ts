import { assertLess } from "@std/assert";
import { load } from "../../bench/load.ts";
import { fillTintype } from "../../bench/tintype_world.ts";
import { openSql } from "../../db/pool.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { DatabaseAddress } from "../../lib/config/database_address.ts";
import { AccessTokens } from "../../lib/security/access_tokens.ts";
import { deriveKeys } from "../../lib/security/keys.ts";
import { openTestDatabase, variablesOf } from "../helpers/app/database.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";

/** Each feed has more places than memory holds. */
const SIZE = { people: 2000, followsEach: 50, postsEach: 4 };
const NOTIFICATIONS_EACH = 200;
const SECRET = "a secret for tests that is long enough";
const MIB = 1024 ** 2;
const LIMIT_MIB = 512;
/** The heap that Deno gives V8 on a machine or in a container with that limit. */
const HEAP_MIB = 268;
const CONNECTIONS = 8;
const PATHS = ["/api/v1/feed?limit=30", "/api/v1/notifications?limit=50"];

Deno.test("2,000 people who read feeds and notifications fit into 512 MiB", async () => {
  await using database = await openTestDatabase();
  await using data = await openDataDir();
  const people = await fill(database.address);
  await using program = new RunningProgram("main.ts", data.path, freePort(), {
    permissions: ["-A", `--v8-flags=--max-heap-size=${HEAP_MIB}`],
    env: { ...variablesOf(database.address), JWT_SECRET: SECRET, RATE_LIMITS: "off" },
  });
  await program.says(/"message":"ready"/);
  await program.says(/"message":"listening"/);
  for (const path of PATHS) {
    const targets = people.map((token) => ({ path, token }));
    const { port } = program;
    await load({ port, connections: CONNECTIONS, method: "GET", targets, isOnce: true });
  }
  assertLess(await peakBytes(program.pid), LIMIT_MIB * MIB);
});

/** Fills a database with people, who have posts and notifications; returns their access tokens. */
async function fill(address: DatabaseAddress): Promise<string[]> {
  const sql = openSql(address, 1, "migration");
  const sessions = await fillTintype(sql, SIZE);
  await insertNotifications(sql);
  await sql.end();
  const tokens = new AccessTokens((await deriveKeys(SECRET)).accessTokens, 3600);
  return await Promise.all(
    sessions.map(({ userId, sessionId }) => tokens.issue(userId, sessionId)),
  );
}

async function insertNotifications(sql: SqlPool): Promise<void> {
  await sql`
    insert into notifications (id, user_id, type, post_id, actors_count, is_open, actor_ids)
    select uuidv7(n * interval '-1 hour'), p.author_id, 'like', p.id, 3, false,
      array(select follower_id from follows f where f.followee_id = p.author_id limit 3)
    from posts p, generate_series(1, ${NOTIFICATIONS_EACH / SIZE.postsEach}::int) n`;
}

/** Returns the most memory that a process has had. */
async function peakBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}
