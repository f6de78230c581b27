import { join } from "node:path";
import { openSql } from "../../db/pool.ts";
import type { SqlPool } from "../../db/sql.ts";
import { connectionTo } from "../../lib/embedded/postgres_address.ts";
import { POSTGRES_NAME } from "../../lib/embedded/postgres_cluster.ts";
import { findPostmaster } from "../../lib/embedded/postgres_postmaster.ts";
import { KillableProgram } from "../helpers/cluster/killable_program.ts";

/** The program under test, with its embedded database and KV store. */
export class Server extends KillableProgram {
  readonly #dataDir: string;

  constructor(dataDir: string, port: number, logFile: Deno.FsFile) {
    super(port, { DATA_DIR: dataDir }, logFile);
    this.#dataDir = dataDir;
  }

  /** Kills the embedded database server; its sessions end a moment later. */
  async killPostgres(): Promise<void> {
    const postmaster = await findPostmaster(await this.#cluster());
    if (postmaster) Deno.kill(postmaster.pid, "SIGKILL");
  }

  /** Ends everything, however the test ended. */
  override async abandon(): Promise<void> {
    await super.abandon();
    await this.killPostgres().catch(() => {});
  }

  /** Deletes the KV store while the program does not run. */
  async wipeKv(): Promise<void> {
    await Deno.remove(join(this.#dataDir, "kv"), { recursive: true });
  }

  /** Connects to the embedded database. Throws if it is down. */
  async openSql(): Promise<{ sql: SqlPool } & AsyncDisposable> {
    const postmaster = await findPostmaster(await this.#cluster());
    if (!postmaster) throw new Error("The database is down");
    const sql = openSql(connectionTo(postmaster, POSTGRES_NAME), 1, "work");
    const close = () => sql.end({ timeout: 1 }).catch(() => {});
    return { sql, [Symbol.asyncDispose]: close };
  }

  async #cluster(): Promise<string> {
    return join(await Deno.realPath(this.#dataDir), "postgres", "cluster");
  }
}
