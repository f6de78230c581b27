import { Crowd } from "../crash/crowd.ts";
import { Model } from "../crash/model.ts";
import { startCluster } from "../helpers/cluster/cluster.ts";
import { FaultsInTurn } from "../helpers/kv/faults_in_turn.ts";
import { KV_TOKEN, openKvServer } from "../helpers/kv/server.ts";

const FAULTS = 16;
/** Faults delay deliveries: somebody may stop following before a post arrives. */
const DELIVERED_WITHIN_MS = 120_000;

Deno.test("memory, KV and Postgres agree after lost and late KV responses, and after late commits", async () => {
  await using server = openKvServer();
  const kv = { KV_URL: server.url, DENO_KV_ACCESS_TOKEN: KV_TOKEN };
  await using cluster = await startCluster({ kv });
  await using crowd = await Crowd.gather(cluster, new Model(DELIVERED_WITHIN_MS));
  await crowd.liveDuring(async () => {
    const faults = new FaultsInTurn(FAULTS);
    server.faults = faults;
    await faults.over;
  });
  // Instances show their memory, then what they load from KV. Both must be what Postgres has.
  await crowd.verify();
  await Promise.all(cluster.instances.map(async (instance) => {
    await instance.kill();
    await instance.start();
  }));
  await crowd.verify();
});
