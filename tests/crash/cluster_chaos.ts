import { delay } from "../../lib/delay.ts";
import type { Cluster } from "../helpers/cluster/cluster.ts";
import type { KillableProgram } from "../helpers/cluster/killable_program.ts";
import type { KvProcess } from "../helpers/kv/process.ts";
import { endMediaLeases } from "./deliveries.ts";
import type { Random } from "./random.ts";

/** The number of kills of each kind. */
export interface Kills {
  instances: number;
  kv: number;
  postgres: number;
}

const POLL_MS = 50;

/**
 * Kills instances, the KV server and Postgres at moments that the seed decides, and restarts them.
 * Some kills hit two instances or several parts at once. Returns how many instances had ended by
 * themselves.
 */
export async function clusterChaos(
  { cluster, kv }: { cluster: Cluster; kv: KvProcess },
  random: Random,
  kills: Kills,
): Promise<number> {
  const { instances, postgres, sql } = cluster;
  const done: Kills = { instances: 0, kv: 0, postgres: 0 };
  let deaths = 0;

  async function killInstance(victim: KillableProgram): Promise<void> {
    if (!await victim.kill()) deaths++;
    done.instances++;
    await delay(random.int(0, 400));
    await victim.start();
  }
  async function killKv(): Promise<void> {
    await kv.kill();
    // Each third time, commits are given up meanwhile.
    await delay(++done.kv % 3 === 0 ? random.int(6000, 7000) : random.int(0, 1000));
    await kv.restart();
  }
  // The server is restarted by itself.
  async function killPostgres(): Promise<void> {
    await postgres.kill();
    done.postgres++;
    while (!await sql`select`.then(() => true, () => false)) await delay(POLL_MS);
  }

  while (done.instances < kills.instances - 1) {
    await delay(random.int(500, 1500));
    const victims = random.chance(0.2) ? 2 : 1;
    const first = random.int(0, instances.length - 1);
    const share = done.instances / kills.instances;
    const killing = Array.from(
      { length: Math.min(victims, kills.instances - 1 - done.instances) },
      (_, n) => killInstance(instances[(first + n) % instances.length]!),
    );
    if (done.kv < share * kills.kv) killing.push(killKv());
    else if (done.postgres < share * kills.postgres) killing.push(killPostgres());
    await Promise.all(killing);
  }
  if (!await instances[0]!.kill()) deaths++;
  // A starting instance takes over the pictures of killed workers, after their lease.
  await endMediaLeases(sql);
  await instances[0]!.start();
  return deaths;
}
