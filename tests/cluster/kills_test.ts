import { assertEquals, assertLess } from "@std/assert";
import { clusterChaos } from "../crash/cluster_chaos.ts";
import { Crowd } from "../crash/crowd.ts";
import { Model } from "../crash/model.ts";
import { startCluster } from "../helpers/cluster/cluster.ts";
import { KvProcess } from "../helpers/kv/process.ts";

const KILLS = { instances: 30, kv: 5, postgres: 5 };
/** The parts of a killed instance wait for its lease to end, and an heir may be killed as well. */
const DELIVERED_WITHIN_MS = 60_000;
const STOP_MS_MAX = 5000;

Deno.test("three instances lose, double and hide nothing while they, KV and Postgres are killed", async () => {
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({ kv: kv.variables });
  {
    await using crowd = await Crowd.gather(cluster, new Model(DELIVERED_WITHIN_MS));
    const chaos = () => clusterChaos({ cluster, kv }, crowd.random, KILLS);
    assertEquals(await crowd.liveDuring(chaos), 0, "An instance has ended by itself");
    await crowd.verify();
  }
  for (const { code, ms } of await Promise.all(cluster.instances.map((one) => one.stop()))) {
    assertEquals(code, 0);
    assertLess(ms, STOP_MS_MAX);
  }
});
