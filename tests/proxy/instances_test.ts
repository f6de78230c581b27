import { assert, assertEquals } from "@std/assert";
import { openTestDatabase, variablesOf } from "../helpers/app/database.ts";
import { freePort, RunningProgram } from "../helpers/app/running_program.ts";
import { KV_TOKEN, openKvServer } from "../helpers/kv/server.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { Live } from "../helpers/realtime/live.ts";
import { Person, send } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";
import { type Proxy, startCaddy } from "./proxies.ts";

const REQUESTS = 40;

Deno.test("behind Caddy, a session stays at one of two instances, and strangers use both", async () => {
  await using cluster = await startCluster();
  const { instances, visit } = cluster;
  const ada = await Person.register(visit, "ada");
  await Promise.all(Array.from({ length: REQUESTS }, () => ada.get("/auth/me")));
  const mine = await Promise.all(instances.map((one) => answered(one, "/api/v1/auth/me")));
  assertEquals(mine.sort((a, b) => a - b), [0, REQUESTS]);

  await Promise.all(Array.from({ length: REQUESTS }, () => send(visit, "GET", "/openapi.json")));
  const all = await Promise.all(instances.map((one) => answered(one, "/openapi.json")));
  assertEquals(all[0]! + all[1]!, REQUESTS);
  assert(all.every((number) => number > 0));
});

Deno.test("behind Caddy, requests and sockets go on at the other instance when one is killed", async () => {
  await using cluster = await startCluster();
  const { instances, proxy, visit } = cluster;
  const ada = await Person.register(visit, "ada");
  const bob = await Person.register(visit, "bob");
  const { postId } = ok(await ada.post("/posts", { caption: "Lake" }), 201).data;
  const comment = (content: string) =>
    bob.post(`/posts/${postId}/comments`, { content }).then((answer) => ok(answer, 201));
  const topic = `post:${postId}`;

  await using live = await Live.connect(proxy, { token: ada.accessToken });
  await live.subscribe(topic);
  await comment("before");
  await live.next("comment.created");
  const sockets = await Promise.all(instances.map((one) => metric(one, /^tintype_sockets_open /m)));
  const [killed, other] = sockets[0] === 1 ? instances : instances.toReversed();
  const cursor = live.cursors[topic]!;
  await killed!.end("KILL");
  await live.closed;

  const answers = await Promise.all([
    ...Array.from({ length: REQUESTS }, () => ada.get("/auth/me")),
    ...Array.from({ length: REQUESTS }, () => bob.get("/auth/me")),
  ]);
  assertEquals([...new Set(answers.map(({ status }) => status))], [200]);
  await comment("after");
  await using resumed = await Live.connect(proxy, { token: ada.accessToken });
  await resumed.subscribe({ topic, cursor });
  // Until then, nobody delivers the events of its parts.
  await other!.says(/"message":"instance taken over"/);
  assertEquals((await resumed.next("comment.created")).event.data.content, "after");
  assertEquals((await other!.end("TERM")).code, 0);

  const refused = await send(visit, "GET", "/api/v1/auth/me");
  assertEquals([refused.status, refused.body.error.code], [503, "unavailable"]);
  assertEquals(refused.headers.get("retry-after"), "2");
});

interface Cluster extends AsyncDisposable {
  instances: RunningProgram[];
  proxy: Proxy;
  /** Sends a request through the proxy. */
  visit(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts two programs on one database and one KV server, behind Caddy. */
async function startCluster(): Promise<Cluster> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const kv = opening.use(openKvServer());
  const env = {
    ...variablesOf(database.address),
    KV_URL: kv.url,
    DENO_KV_ACCESS_TOKEN: KV_TOKEN,
    JWT_SECRET: "a secret that two instances share",
    TRUSTED_PROXY_HEADER: "X-Real-IP",
    RATE_LIMITS: "off",
    PHOTO_ONLY: "false",
  };
  const start = async () => {
    const { path } = opening.use(await temporaryDirectory());
    return opening.use(new RunningProgram("main.ts", path, freePort(), { env }));
  };
  const instances = [await start(), await start()];
  await Promise.all(instances.map(untilReady));
  const [first, second] = instances.map(({ port }) => port);
  const proxy = opening.use(await startCaddy(first!, second!));
  const resources = opening.move();
  return {
    instances,
    proxy,
    visit: (path, init) => fetch(proxy.url + path, init),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function untilReady(instance: RunningProgram): Promise<void> {
  await instance.says(/"message":"listening"/);
  while ((await send(instance.fetch.bind(instance), "GET", "/ready")).status !== 200);
}

/** Returns how many requests for a route an instance has answered with 200. */
function answered(instance: RunningProgram, route: string): Promise<number> {
  return metric(
    instance,
    new RegExp(`^tintype_http_requests_total{method="GET",route="${route}",status="200"} `, "m"),
  );
}

/** Returns the value of a metric of one instance, whose line begins so; 0 without such a line. */
async function metric(instance: RunningProgram, beginning: RegExp): Promise<number> {
  const text = await (await instance.fetch("/metrics")).text();
  const found = beginning.exec(text);
  return found ? parseFloat(text.slice(found.index + found[0].length)) : 0;
}
