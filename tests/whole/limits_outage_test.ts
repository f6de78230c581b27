import { assert, assertEquals } from "@std/assert";
import { ATTEMPT_LIMITS, RATE_LIMITS } from "../../domain/limits.ts";
import { startApp } from "../helpers/app/app.ts";
import { errorCode, ok } from "../helpers/people/steps.ts";
import { sendFrom } from "../helpers/app/limits.ts";
import { openUpstashBridge } from "../helpers/app/upstash_bridge.ts";

const REDIS_URL = Deno.env.get("TEST_REDIS_URL");
const ON = { RATE_LIMITS: "on" };

Deno.test("without Redis, limits are strict where guessing pays, and others are unchanged", async () => {
  const nowhere = {
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
    UPSTASH_REDIS_REST_TOKEN: "token",
  };
  await using app = await startApp({ env: { ...ON, ...nowhere } });
  const [ada] = await app.people("ada");
  const guess = { username: "ada", password: "a guess of mine" };
  const budget = ATTEMPT_LIMITS.account[0]!.degraded + ATTEMPT_LIMITS.late[0]!.degraded;
  for (let n = 0; n < budget; n++) {
    const answer = await sendFrom(app, `192.0.2.${n}`, "POST", "/auth/login", guess);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
  ok(await sendFrom(app, "192.0.2.99", "POST", "/auth/login", guess), 429);
  const feed = ok(await ada.get("/feed"), 200);
  assertEquals(Number(feed.headers.get("ratelimit-limit")), RATE_LIMITS.read.perUser);
});

Deno.test("a Redis that does not reply delays no request", async () => {
  const silence = Promise.withResolvers<Response>();
  await using mute = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => silence.promise,
  );
  const url = `http://127.0.0.1:${mute.addr.port}`;
  const env = { ...ON, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: "token" };
  await using app = await startApp({ env });
  const startedAt = performance.now();
  for (let n = 0; n < 2; n++) ok(await sendFrom(app, "192.0.2.1", "GET", "/limit"), 200);
  ok(await sendFrom(app, "192.0.2.1", "GET", "/limit"), 429);
  const ms = performance.now() - startedAt;
  // One deadline of 150 ms: the client's own retries would take many times longer.
  assert(ms < 1500, `${ms} ms`);
  silence.resolve(new Response());
});

if (REDIS_URL) {
  Deno.test("instances share limits again when Redis is back", async () => {
    const bridge = await openUpstashBridge(REDIS_URL);
    const env = {
      ...ON,
      UPSTASH_REDIS_REST_URL: bridge.url,
      UPSTASH_REDIS_REST_TOKEN: bridge.token,
    };
    let now = Date.now();
    const start = () => startApp({ env, now: () => now });
    await using here = await start();
    await using there = await start();
    // A network that only this test uses: the Redis is shared.
    const address = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}:${
      Math.floor(Math.random() * 65_536).toString(16)
    }::1`;
    const ask = async (app: typeof here) => (await sendFrom(app, address, "GET", "/limit")).status;
    assertEquals([await ask(here), await ask(there), await ask(here)], [200, 200, 429]);

    await bridge[Symbol.asyncDispose]();
    assertEquals([await ask(here), await ask(here), await ask(here)], [200, 200, 429]);
    assertEquals([await ask(there), here.ctx.limiter.isDegraded], [200, true]);

    await using _again = await openUpstashBridge(REDIS_URL, bridge);
    now += 2000;
    assertEquals([await ask(here), await ask(there)], [429, 429]);
    assertEquals([here.ctx.limiter.isDegraded, there.ctx.limiter.isDegraded], [false, false]);
  });
}
