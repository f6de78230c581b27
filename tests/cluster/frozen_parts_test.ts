import { assertEquals, assertLess } from "@std/assert";
import { Crowd } from "../crash/crowd.ts";
import { Model } from "../crash/model.ts";
import { startCluster } from "../helpers/cluster/cluster.ts";
import { whileFrozen } from "../helpers/cluster/freezing.ts";
import type { KillableProgram } from "../helpers/cluster/killable_program.ts";
import { publishForFollowers, shownAfterBlock, shownAt } from "../helpers/cluster/rights.ts";
import { visiting } from "../helpers/cluster/visitors.ts";
import { KvProcess } from "../helpers/kv/process.ts";
import { onceHealed } from "../helpers/healing.ts";
import { ok } from "../helpers/people/steps.ts";
import { Live } from "../helpers/realtime/live.ts";

/** Longer than a lease and than the patience of a commit. */
const FROZEN_MS = 10_000;
const RIGHTS_MS_MAX = 1000;
const DELIVERED_WITHIN_MS = 60_000;

Deno.test("while an instance, KV or Redis is frozen, rights hold within a second, and nothing is lost", async () => {
  await using redis = openMuteServer();
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({
    kv: kv.variables,
    env: {
      PHOTO_ONLY: "false",
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: "token",
    },
  });
  const { instances, sql } = cluster;
  const secret = await publishForFollowers(instances[0]!, instances.length + 1);
  await using crowd = await Crowd.gather(cluster, new Model(DELIVERED_WITHIN_MS));

  await crowd.liveDuring(async () => {
    for (const frozen of instances) {
      const [here, there] = instances.filter((one) => one !== frozen) as [At, At];
      await shownAt(there, secret);
      await whileFrozen(frozen, FROZEN_MS, async () => {
        assertLess(await shownAfterBlock(secret, { here, there }), RIGHTS_MS_MAX);
        // The others take over what the frozen instance has delivered.
        while ((await sql`select from instances`).count === instances.length);
        await commentArrives(secret, { here, there });
      });
    }
    const [here, there] = instances as [At, At, At];
    await shownAt(there, secret);
    await whileFrozen(kv, FROZEN_MS, async () => {
      assertLess(await shownAfterBlock(secret, { here, there }), RIGHTS_MS_MAX);
      const { database, kv, redis } = await checksOf(there);
      assertEquals([database, kv, redis], ["pass", "warn", "warn"]);
    });
  });
  await crowd.verify();
});

type At = KillableProgram;

/** Comments at one instance, and resolves when a socket at the other hears of it. */
async function commentArrives(
  { author, postId }: Awaited<ReturnType<typeof publishForFollowers>>,
  { here, there }: { here: At; there: At },
): Promise<void> {
  const topic = `post:${postId}`;
  await using live = await Live.connect({ url: there.origin }, { token: author.accessToken });
  await live.subscribe(topic);
  const comment = () =>
    visiting(here, author).post(`/posts/${postId}/comments`, { content: "Light" });
  const { commentId } = ok(await onceHealed(comment), 201).data;
  await live.next("comment.created", ({ event }) => event.data.commentId === commentId);
}

/** Returns the status of each part, from an instance that serves requests. */
async function checksOf({ origin }: At): Promise<Record<string, string>> {
  const response = await fetch(`${origin}/ready`);
  const { data: { checks } } = await response.json();
  assertEquals(response.status, 200);
  return Object.fromEntries(Object.keys(checks).map((name) => [name, checks[name].status]));
}

/** Opens a server that never responds until it is closed, as a frozen one. */
function openMuteServer(): { url: string } & AsyncDisposable {
  const silence = Promise.withResolvers<Response>();
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, () => silence.promise.then((response) => response.clone()));
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      silence.resolve(new Response());
      await server.shutdown();
    },
  };
}
