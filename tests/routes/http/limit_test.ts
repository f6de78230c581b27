import { assert, assertEquals, assertFalse, assertLess, assertStringIncludes } from "@std/assert";
import { RATE_LIMITS } from "../../../domain/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { from, sendFrom, startLimited } from "../../helpers/app/limits.ts";
import { type Answer, send } from "../../helpers/people/person.ts";

const MINUTE = 60_000;
const limitOf = ({ headers }: Answer) =>
  ["limit", "remaining", "reset"].map((name) => Number(headers.get(`ratelimit-${name}`)));

Deno.test("GET /limit accepts two requests a minute, reports the rest, and keeps its promise", async () => {
  await using limited = await startLimited();
  const ask = () => sendFrom(limited.app, "192.0.2.1", "GET", "/limit");
  const first = ok(await ask(), 200);
  assertEquals(limitOf(first), [2, 1, 60]);
  assertEquals(first.data, { limit: 2, remaining: 1, resetSeconds: 60 });
  limited.pass(20_500);
  assertEquals(limitOf(ok(await ask(), 200)), [2, 0, 40]);
  const refused = await ask();
  assertEquals(errorCode(refused, 429), "rate_limited");
  assertEquals(refused.body.error.details, { retryAfterSeconds: 40 });
  assertEquals(refused.headers.get("retry-after"), "40");
  assertEquals(limitOf(refused), [2, 0, 40]);
  limited.pass(39_499);
  ok(await ask(), 429);
  limited.pass(1);
  ok(await ask(), 200);
  ok(await ask(), 429);
});

Deno.test("of many requests at once, at two instances, GET /limit accepts two", async () => {
  await using limited = await startLimited();
  const places = [limited.app, await limited.another()];
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => sendFrom(places[n % 2]!, "192.0.2.1", "GET", "/limit")),
  );
  assertEquals(all.filter(({ status }) => status === 200).length, 2);
  assertEquals(all.filter(({ status }) => status === 429).length, 10);
});

Deno.test("signed-in users are counted by account, wherever they are; others by address", async () => {
  await using limited = await startLimited();
  const { app } = limited;
  const [ada, bob] = await app.people("ada", "bob");
  const ask = (address: string, who = ada) => from(app, address, who).get("/limit");
  ok(await ask("192.0.2.1"), 200);
  ok(await ask("192.0.2.2"), 200);
  ok(await ask("192.0.2.3"), 429);
  ok(await ask("192.0.2.1", bob), 200);
  const anyone = (address: string) => sendFrom(app, address, "GET", "/limit");
  ok(await anyone("192.0.2.1"), 200);
  ok(await anyone("192.0.2.1"), 200);
  ok(await anyone("192.0.2.1"), 429);
  ok(await anyone("192.0.2.2"), 200);
});

Deno.test("addresses of one IPv6 /64 count as one, and an IPv4 address in IPv6 as itself", async () => {
  await using limited = await startLimited();
  const ask = async (address: string) =>
    (await sendFrom(limited.app, address, "GET", "/limit")).status;
  assertEquals([await ask("2001:db8:1:2::1"), await ask("2001:db8:1:2:ffff::9")], [200, 200]);
  assertEquals([await ask("2001:db8:1:2::77"), await ask("2001:db8:1:3::1")], [429, 200]);
  assertEquals([await ask("192.0.2.1"), await ask("::ffff:192.0.2.1")], [200, 200]);
  assertEquals([await ask("192.0.2.1"), await ask("::ffff:192.0.2.2")], [429, 200]);
});

Deno.test("a forged X-Forwarded-For changes nobody's address, even behind a trusted proxy", async () => {
  await using plain = await startLimited();
  const ask = async (app: typeof plain.app, address: string, forwarded: string) => {
    const headers = { "x-forwarded-for": forwarded };
    return (await sendFrom(app, address, "GET", "/limit", undefined, headers)).status;
  };
  const forged = [];
  for (const last of [1, 2, 3]) forged.push(await ask(plain.app, "192.0.2.1", `10.0.0.${last}`));
  assertEquals(forged, [200, 200, 429]);

  await using proxied = await startLimited({ env: { TRUSTED_PROXY_HEADER: "x-forwarded-for" } });
  const behind = [];
  for (const last of [1, 2, 3]) {
    // The proxy adds the address that it sees after the text of the client.
    behind.push(await ask(proxied.app, "10.1.1.1", `10.0.0.${last}, 198.51.100.7`));
  }
  assertEquals(behind, [200, 200, 429]);
  assertEquals(await ask(proxied.app, "10.1.1.1", "10.0.0.1, 198.51.100.8"), 200);
});

Deno.test("every route of the API reports its limit, whether it succeeds or refuses", async () => {
  await using limited = await startLimited();
  const [ada] = await limited.app.people("ada");
  const { read, write, live } = RATE_LIMITS;
  const first = ok(await ada.get("/feed"), 200);
  assertEquals(limitOf(first).slice(0, 2), [read.perUser, read.perUser - 1]);
  assertEquals(limitOf(ok(await ada.get("/feed"), 200))[1], read.perUser - 2);
  const missing = ok(await ada.post(`/posts/${crypto.randomUUID()}/like`), 404);
  assertEquals(limitOf(missing).slice(0, 2), [write.perUser, write.perUser - 1]);
  assertEquals(limitOf(ok(await ada.get("/ws"), 400))[0], live.perUser);
  const { refresh: { perUser } } = RATE_LIMITS;
  const refreshed = ok(await ada.post("/feed/refresh"), 202);
  assertEquals(limitOf(refreshed).slice(0, 2), [perUser, perUser - 1]);
  const anyone = await sendFrom(limited.app, "192.0.2.9", "GET", "/feed/public");
  assertEquals(limitOf(anyone).slice(0, 2), [read.perAddress, read.perAddress - 1]);
});

Deno.test("everything but /health has a limit, also routes without an account and missing ones", async () => {
  await using limited = await startLimited({}, "memory");
  const { app, shared } = limited;
  const { open, files } = RATE_LIMITS;
  const ask = (address: string, method: string, path: string) =>
    sendFrom(app, address, method, `/../..${path}`);
  const paths = ["/ready", "/openapi.json", "/docs", "/docs/none", "/metrics", "/", "/dev/mail"]
    .concat(["/nowhere", "/api/v1/nowhere", "/s/none", "/s/none/image"]);
  for (const path of paths) {
    assert(limitOf(await ask("192.0.2.1", "GET", path))[0]! > 0, path);
  }
  for (const method of ["DELETE", "TRACY", "OPTIONS"]) {
    assertEquals(limitOf(await ask("192.0.2.2", method, "/api/v1/auth/login"))[0], open.perAddress);
  }
  // An external storage service has no routes here.
  const storage = app.ctx.services.embeddedS3 ? files : open;
  assertEquals(limitOf(await ask("192.0.2.1", "GET", "/s3/none/none"))[0], storage.perAddress);
  const health = await ask("192.0.2.1", "GET", "/health");
  assertFalse(health.headers.has("ratelimit-limit"));

  const asked = shared.asked;
  const many = Array.from({ length: open.perAddress + 3 }, (_, n) => `/nowhere/${n}`);
  const answers = await Promise.all(many.map((path) => ask("192.0.2.3", "GET", path)));
  assertEquals(answers.filter(({ status }) => status === 429).length, 3);
  for (const path of ["/ready", "/docs", "/metrics"]) {
    assertEquals(errorCode(await ask("192.0.2.3", "GET", path), 429), "rate_limited");
  }
  ok(await ask("192.0.2.3", "GET", "/health"), 200);
  ok(await ask("192.0.2.4", "GET", "/ready"), 200);
  // A burst reads the shared count a few times, not at each request.
  assertLess(shared.asked - asked, 10);
});

Deno.test("too many reads are refused until there is room, and other requests are not", async () => {
  await using limited = await startLimited();
  const [ada, bob] = await limited.app.people("ada", "bob");
  const read = () => ada.get("/notifications/unread-count");
  const { perUser } = RATE_LIMITS.read;
  const answers = await Promise.all(Array.from({ length: perUser + 5 }, read));
  const refused = answers.filter(({ status }) => status === 429);
  assertEquals(refused.length, 5);
  assertEquals(refused[0]!.body.error.code, "rate_limited");
  ok(await bob.get("/feed"), 200);
  ok(await ada.post(`/users/${bob.id}/follow`), 200);
  // All was used in the second half of this minute, and weighs less and less in the next.
  limited.pass(Number(refused[0]!.headers.get("retry-after")) * 1000);
  ok(await read(), 200);
  const text = await (await limited.app.fetch("/metrics")).text();
  assertStringIncludes(text, 'tintype_rate_limited_total{class="read"} 5');
});

Deno.test("reads at one instance count at the other after an exchange", async () => {
  await using limited = await startLimited();
  const [here, there] = [limited.app, await limited.another()];
  const { perAddress } = RATE_LIMITS.read;
  const read = (app: typeof here) => sendFrom(app, "192.0.2.1", "GET", "/feed/public");
  await Promise.all(Array.from({ length: perAddress / 2 }, () => read(here)));
  await Promise.all(Array.from({ length: perAddress / 4 }, () => read(there)));
  await here.ctx.limiter.exchange();
  await there.ctx.limiter.exchange();
  assertEquals(limitOf(ok(await read(there), 200))[1], perAddress / 4 - 1);
});

Deno.test("bad tokens are counted by address, and too many of them are refused", async () => {
  await using limited = await startLimited();
  const ask = async (address: string) => {
    const headers = { authorization: "Bearer not.a.token" };
    return await sendFrom(limited.app, address, "GET", "/limit", undefined, headers);
  };
  ok(await ask("192.0.2.1"), 401);
  assertEquals(limitOf(await ask("192.0.2.1")).slice(0, 2), [2, 0]);
  ok(await ask("192.0.2.1"), 429);
  ok(await ask("192.0.2.2"), 401);
});

Deno.test("without limits nothing is counted, and nothing reported", async () => {
  await using app = await startApp({ env: { RATE_LIMITS: "off" } });
  for (let n = 0; n < 5; n++) {
    const answer = ok(await send(app.fetch, "GET", "/api/v1/limit"), 200);
    assertFalse(answer.headers.has("ratelimit-limit"));
    assertEquals(answer.data, { limit: null, remaining: null, resetSeconds: null });
  }
});

Deno.test("GET /limit refuses an invalid token with 401", async () => {
  await using limited = await startLimited();
  const headers = { authorization: "Bearer x" };
  const answer = await sendFrom(limited.app, "192.0.2.1", "GET", "/limit", undefined, headers);
  assertEquals(errorCode(answer, 401), "unauthenticated");
});

Deno.test("sign-ups from one address are limited, and possible again in time", async () => {
  await using limited = await startLimited();
  const signUp = () => sendFrom(limited.app, "192.0.2.1", "POST", "/auth/register", {});
  const { perAddress, seconds } = RATE_LIMITS.signup;
  const statuses = [];
  for (let n = 0; n <= perAddress; n++) statuses.push((await signUp()).status);
  assertEquals(statuses.filter((status) => status === 400).length, perAddress);
  assertEquals(statuses.at(-1), 429);
  limited.pass(seconds * 1000);
  ok(await signUp(), 400);
});

Deno.test("while the cache is away limits continue: strict where guessing pays, else by instance", async () => {
  await using limited = await startLimited();
  const { app, shared } = limited;
  const [ada] = await app.people("ada");
  shared.isAway = true;
  const { degraded: alone } = RATE_LIMITS.auth;
  const signIn = () => sendFrom(app, "192.0.2.1", "POST", "/auth/login", {});
  for (let n = 0; n < alone; n++) ok(await signIn(), 400);
  const refused = ok(await signIn(), 429);
  assertEquals(limitOf(refused).slice(0, 2), [alone, 0]);
  assertEquals([(await ada.get("/limit")).status, (await ada.get("/limit")).status], [200, 200]);
  ok(await ada.get("/limit"), 429);
  for (let n = 0; n < 20; n++) ok(await ada.get("/feed"), 200);
  const metrics = await (await app.fetch("/metrics")).text();
  assertStringIncludes(metrics, "tintype_limits_alone 1");

  shared.isAway = false;
  ok(await signIn(), 429);
  limited.pass(1000);
  // Redis resumes its old count: requests during the outage do not count.
  assertEquals(limitOf(ok(await signIn(), 400))[0], RATE_LIMITS.auth.perAddress);
  assert(limitOf(ok(await ada.get("/limit"), 200))[1] === 1);
  limited.pass(MINUTE);
});
