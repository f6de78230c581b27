import { join } from "node:path";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";
import { openAccount, type PostgresAccount } from "./postgres_account.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres_binaries.ts";
import { ensureCluster, POSTGRES_NAME, writeSettings } from "./postgres_cluster.ts";
import { connectionTo, listenSettings, type PostgresConnection } from "./postgres_address.ts";
import { keepRunning } from "./postgres_keeper.ts";
import { findPostmaster, type Postmaster, settledPostmaster } from "./postgres_postmaster.ts";

export type { PostgresConnection };

/** A PostgreSQL server of this program. Close the pools before stopping it. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly connection: PostgresConnection;
  /** True if a killed program had left the server running. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** Options of {@link startPostgres}. Without `fsync` a power failure may ruin the data. */
export interface StartPostgresOptions {
  dataDir: string;
  log?: Log;
  fsync?: boolean;
  /** Called when the server has ended and cannot be restarted. */
  onLost?: (error: Error) => void;
}

interface Server {
  cluster: string;
  logFile: string;
  binaries: PostgresBinaries;
  account: PostgresAccount;
}

const TRIES_MAX = 30;
const LOG_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Starts PostgreSQL on `dataDir`. The first start creates the directory and the database. A server
 * that ends or is killed is restarted at the same address.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, fsync = true, onLost = () => {} } = options;
  const startedAt = performance.now();
  const account = await openAccount(options.dataDir, log);
  const dir = await Deno.realPath(options.dataDir);
  const binaries = await findPostgresBinaries(dir, account);
  const cluster = await ensureCluster(dir, binaries, account, fsync);
  const server = { cluster, logFile: join(dir, "server.log"), binaries, account };

  const running = await settledPostmaster(cluster);
  if (running === null) await configure(server, dir, fsync);
  const postmaster = running ?? await launch(server);
  const adopted = running !== null;
  const ms = Math.round(performance.now() - startedAt);
  log?.info("postgres is ready", { dir, pid: postmaster.pid, adopted, ms });

  const keeper = keepRunning({
    isGone: async () => await findPostmaster(cluster) === null,
    async restart() {
      // On Windows the address is a port, which stays the same.
      if (Deno.build.os !== "windows") await configure(server, dir, fsync);
      const { pid } = await launch(server);
      log?.info("postgres is ready again", { dir, pid });
    },
    onLost,
    log,
  });
  const stop = once(async () => {
    await keeper[Symbol.asyncDispose]();
    await shutDown(server);
  });
  return {
    connection: connectionTo(postmaster, POSTGRES_NAME),
    adopted,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function configure(server: Server, dir: string, fsync: boolean): Promise<void> {
  await writeSettings(server.cluster, {
    ...await listenSettings(dir, server.account),
    max_connections: 100,
    shared_buffers: "128MB",
    fsync,
    full_page_writes: fsync,
    synchronous_commit: fsync,
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: false,
  });
}

async function launch(server: Server): Promise<Postmaster> {
  const { cluster, logFile } = server;
  await keepLogSmall(logFile);
  for (let tries = 1;; tries++) {
    const output = await tryStart(server);
    const postmaster = await findPostmaster(cluster);
    if (postmaster?.ready) return postmaster;
    const lines = await Deno.readTextFile(logFile).catch(() => "");
    const tail = lines.trimEnd().split("\n").slice(-10).join("\n");
    // Sessions of a killed server live on until they notice.
    const again = tail.includes("pre-existing shared memory block") && tries < TRIES_MAX;
    if (!again) throw new Error(`PostgreSQL does not start on ${cluster}: ${output}\n${tail}`);
  }
}

async function tryStart({ cluster, logFile, binaries, account }: Server): Promise<string> {
  // pg_ctl gives the server its own session, so Ctrl-C in a terminal does not reach it.
  const args = ["start", "-D", cluster, "-l", logFile, "-w", "-t", "60"];
  return (await account.run(binaries.pgCtl, args)).output;
}

async function shutDown({ cluster, binaries, account }: Server): Promise<void> {
  if (await findPostmaster(cluster) === null) return;
  const args = ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "30"];
  const { success, output } = await account.run(binaries.pgCtl, args);
  if (!success && await findPostmaster(cluster) !== null) {
    throw new Error(`PostgreSQL does not stop on ${cluster}: ${output}`);
  }
}

async function keepLogSmall(path: string): Promise<void> {
  const size = (await Deno.stat(path).catch(() => null))?.size ?? 0;
  if (size > LOG_BYTES_MAX) await Deno.rename(path, `${path}.1`);
}
