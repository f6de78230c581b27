import { join } from "node:path";
import type { DatabaseAddress } from "../../lib/config/database_address.ts";
import { type EmbeddedPostgres, startPostgres } from "../../lib/embedded/postgres.ts";
import { findPostmaster } from "../../lib/embedded/postgres_postmaster.ts";
import { lendPostgres } from "./app/lent_postgres.ts";

/** A server for one test. */
export interface OwnPostgres extends AsyncDisposable {
  database: { address: DatabaseAddress } & AsyncDisposable;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Kills the server as the kernel does when it is out of memory. */
  kill(): Promise<void>;
  /** Suspends all its processes, or those with these ids, without ending them. */
  freeze(pids?: readonly number[]): Promise<void>;
  /** Resumes all its processes. */
  thaw(): Promise<void>;
}

/** Starts a server to stop, kill and freeze. Without `fsync`, a kill loses recent writes. */
export async function startOwnPostgres({ fsync = false } = {}): Promise<OwnPostgres> {
  await using opening = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir({ prefix: "tintype-failure-" });
  opening.defer(() => Deno.remove(directory, { recursive: true }));
  await lendPostgres(`${directory}/postgres`);
  const cluster = join(await Deno.realPath(directory), "postgres", "cluster");
  const launch = () => startPostgres({ dataDir: `${directory}/postgres`, fsync });
  let server: EmbeddedPostgres = await launch();
  opening.defer(() => server.stop());
  const thaw = async () => (await processesIn(cluster)).forEach((pid) => signal(pid, "SIGCONT"));
  opening.defer(thaw);
  const resources = opening.move();
  const address: DatabaseAddress = server.connection;
  return {
    database: { address, [Symbol.asyncDispose]: () => Promise.resolve() },
    stop: () => server.stop(),
    async start() {
      server = await launch();
    },
    async kill() {
      signal((await findPostmaster(cluster))!.pid, "SIGKILL");
    },
    async freeze(pids) {
      (pids ?? await processesIn(cluster)).forEach((pid) => signal(pid, "SIGSTOP"));
    },
    thaw,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Returns the ids of a server's processes: their working directory is the cluster. */
async function processesIn(cluster: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const place = await Deno.readLink(`/proc/${name}/cwd`).catch(() => null);
    if (place === cluster) found.push(Number(name));
  }
  return found;
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    // A backend may have ended meanwhile.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
