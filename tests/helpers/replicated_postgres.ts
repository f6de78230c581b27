import { openSql } from "../../db/pool.ts";
import type { DatabaseAddress } from "../../lib/config/database_address.ts";
import { type PostgresConnection, startPostgres } from "../../lib/embedded/postgres.ts";
import { lendPostgres } from "./app/lent_postgres.ts";

/** A server and a replica that streams from it. */
export interface ReplicatedPostgres extends AsyncDisposable {
  database: { address: DatabaseAddress } & AsyncDisposable;
  replica: DatabaseAddress;
  /** Makes the replica stay as it is, although it goes on receiving. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  stopReplica(): Promise<void>;
  startReplica(): Promise<void>;
}

/** Starts a server, and a replica that begins as a copy of its files. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  await using opening = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir({ prefix: "tintype-replica-" });
  opening.defer(() => Deno.remove(directory, { recursive: true }));
  const [primaryDir, replicaDir] = [`${directory}/primary`, `${directory}/replica`];
  for (const dir of [primaryDir, replicaDir]) await lendPostgres(dir);
  // Without `fsync`, a commit reaches the replica only after a while.
  const launchPrimary = () => startPostgres({ dataDir: primaryDir });
  await (await launchPrimary()).stop();
  await copyCluster(primaryDir, replicaDir);
  const primary = await launchPrimary();
  opening.defer(() => primary.stop());
  await follow(replicaDir, primary.connection);
  const launchReplica = () => startPostgres({ dataDir: replicaDir });
  let replica = await launchReplica();
  opening.defer(() => replica.stop());
  const { connection } = replica;
  const control = opening.adopt(openSql(connection, 1, "work"), (sql) => sql.end({ timeout: 1 }));
  const resources = opening.move();
  return {
    database: { address: primary.connection, [Symbol.asyncDispose]: () => Promise.resolve() },
    replica: connection,
    pauseReplay: async () => void await control`select pg_wal_replay_pause()`,
    resumeReplay: async () => void await control`select pg_wal_replay_resume()`,
    stopReplica: () => replica.stop(),
    async startReplica() {
      replica = await launchReplica();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function copyCluster(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  const { success, stderr } = await new Deno.Command("cp", {
    args: ["-a", `${from}/cluster`, `${to}/cluster`],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Makes the server on a copied folder a replica of the original, which listens at a socket. */
async function follow(dir: string, primary: PostgresConnection): Promise<void> {
  if (!("path" in primary)) throw new Error("The embedded server listens at no socket");
  const [, folder, port] = /^(.*)\/\.s\.PGSQL\.(\d+)$/.exec(primary.path)!;
  await Deno.writeTextFile(`${dir}/cluster/standby.signal`, "");
  await Deno.writeTextFile(
    `${dir}/cluster/postgresql.auto.conf`,
    `primary_conninfo = 'host=${folder} port=${port} user=${primary.user}'\n`,
    { append: true },
  );
}
