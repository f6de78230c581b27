import { join } from "node:path";
import { outboxBacklog } from "../../db/outbox/rows.ts";
import { openSql } from "../../db/pool.ts";
import { one } from "../../db/sql.ts";
import { connectionTo } from "../../lib/embedded/postgres_address.ts";
import { POSTGRES_NAME } from "../../lib/embedded/postgres_cluster.ts";
import { endChild } from "../../tasks/child.ts";
import { findPostmaster } from "../../lib/embedded/postgres_postmaster.ts";
import { START } from "../../tasks/start_command.ts";

const READY_MS_MAX = 60_000;
const POLL_MS = 15;
const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** The program under test: a separate process that is killed and restarted. */
export class Server {
  readonly origin: string;
  readonly #dataDir: string;
  readonly #port: number;
  readonly #logFile: Deno.FsFile;
  #child: Deno.ChildProcess | null = null;
  #piping: Promise<void> = Promise.resolve();

  constructor(dataDir: string, port: number, logFile: Deno.FsFile) {
    this.#dataDir = dataDir;
    this.#port = port;
    this.#logFile = logFile;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /** Starts the program; returns how many milliseconds it took to be ready. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN],
      env: {
        ...START.env,
        ...Object.fromEntries(OUTSIDE.map((name) => [name, ""])),
        MODE: "production",
        EMBEDDED: "allow",
        HOST: "127.0.0.1",
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
        PUBLIC_URL: this.origin,
        RATE_LIMITS: "off",
        LOG: "json",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#piping = this.#keepOutput(this.#child);
    let ended = false;
    this.#child.status.then(() => ended = true);
    while (!await this.isReady()) {
      if (ended) throw new Error("The server ended while it was starting: see its log");
      if (performance.now() - startedAt > READY_MS_MAX) throw new Error("It is never ready");
      await pause(POLL_MS);
    }
    return performance.now() - startedAt;
  }

  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.origin}/ready`, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** Kills only the program; returns false if it had already ended. */
  async kill(): Promise<boolean> {
    const child = this.#child!;
    this.#child = null;
    endChild(child, "SIGKILL");
    const { signal } = await child.status;
    await this.#piping;
    return signal === "SIGKILL";
  }

  /** Asks the program to end; returns its exit code and how long it took. */
  async stop(): Promise<{ code: number; ms: number }> {
    const startedAt = performance.now();
    this.#child!.kill("SIGTERM");
    const { code } = await this.#child!.status;
    await this.#piping;
    this.#child = null;
    return { code, ms: performance.now() - startedAt };
  }

  /** Kills the embedded database server; its sessions end a moment later. */
  async killPostgres(): Promise<void> {
    const postmaster = await findPostmaster(await this.#cluster());
    if (postmaster) Deno.kill(postmaster.pid, "SIGKILL");
  }

  /** Ends everything, however the test ended. */
  async abandon(): Promise<void> {
    if (this.#child) await this.kill();
    await this.killPostgres().catch(() => {});
  }

  /** Deletes the KV store while the program does not run. */
  async wipeKv(): Promise<void> {
    await Deno.remove(join(this.#dataDir, "kv"), { recursive: true });
  }

  /**
   * Returns how many milliseconds the delivery of the current outbox takes; null if a crash comes
   * first.
   */
  async drained(): Promise<number | null> {
    const startedAt = performance.now();
    try {
      await using pool = await this.#openPool();
      const { sql } = pool;
      const [newest] = await sql<
        { seq: string }[]
      >`select coalesce(max(seq), 0) as seq from outbox`;
      for (;;) {
        const [waiting] = await sql`select from outbox where seq <= ${newest!.seq} limit 1`;
        if (!waiting) return performance.now() - startedAt;
        await pause(POLL_MS);
      }
    } catch {
      return null;
    }
  }

  /** Returns the number of events in the outbox. */
  async backlog(): Promise<number> {
    await using pool = await this.#openPool();
    return (await outboxBacklog(pool.sql)).events;
  }

  /** Returns the number of pictures that are not processed yet. */
  async picturesInWork(): Promise<number> {
    await using pool = await this.#openPool();
    const { count } = await one(pool.sql<{ count: number }[]>`
      select count(*)::int as count from media where status = 'processing'`);
    return count;
  }

  /** Ends the leases of killed workers on pictures. */
  async endMediaLeases(): Promise<void> {
    await using pool = await this.#openPool();
    await pool.sql`update media set leased_until = '-infinity' where status = 'processing'`;
  }

  async #openPool() {
    const postmaster = await findPostmaster(await this.#cluster());
    if (!postmaster) throw new Error("The database is down");
    const sql = openSql(connectionTo(postmaster, POSTGRES_NAME), 1, "work");
    const close = () => sql.end({ timeout: 1 }).catch(() => {});
    return { sql, [Symbol.asyncDispose]: close };
  }

  async #cluster(): Promise<string> {
    return join(await Deno.realPath(this.#dataDir), "postgres", "cluster");
  }

  async #keepOutput(child: Deno.ChildProcess): Promise<void> {
    const keep = async (output: ReadableStream<Uint8Array>) => {
      for await (const bytes of output) await this.#logFile.write(bytes);
    };
    await Promise.all([keep(child.stdout), keep(child.stderr)]);
  }
}

// Only embedded services, whatever the environment of this process says.
const OUTSIDE = ["DATABASE_URL", "KV_URL", "S3_ENDPOINT", "UPSTASH_REDIS_REST_URL"];

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Returns a port that no server listens on. */
export function freePort(): number {
  using probe = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (probe.addr as Deno.NetAddr).port;
}
