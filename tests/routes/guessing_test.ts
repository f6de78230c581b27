import { assert, assertEquals } from "@std/assert";
import { GUESS_BUDGETS } from "../../domain/limits.ts";
import { forgetGuesses } from "../../routes/guessing.ts";
import { assertSameAnswer, errorCode, ok } from "../helpers/deeds.ts";
import { sendFrom, startLimited } from "../helpers/limits.ts";
import { type Answer, PASSWORD } from "../helpers/person.ts";
import type { TestApp } from "../helpers/app.ts";

const BUDGET = GUESS_BUDGETS.account[0]!.limit;
const HOME = "203.0.113.7";
const PHONE = { "user-agent": "Tintype/1 (Phone)" };
const WAVE = 6;
const QUARTER_HOUR = 15 * 60_000;

// In memory: hashing keeps all cores busy, and then a real Redis's answers come after the deadline.
const start = () => startLimited({}, "memory");

interface Try {
  at?: string;
  name?: Record<string, string>;
  password?: string;
  headers?: Record<string, string>;
}

/** Tries to sign in; by default as an attacker at ada's account. */
function signIn(app: TestApp, tried: Try = {}): Promise<Answer> {
  const { at = "198.51.100.1", name = { username: "ada" }, password = "a guess of mine" } = tried;
  return sendFrom(app, at, "POST", "/auth/login", { ...name, password }, tried.headers);
}

/** Makes ada's account with her phone at home; answers its tokens. */
async function register(app: TestApp): Promise<{ accessToken: string; refreshToken: string }> {
  const account = { username: "ada", email: "ada@example.com", password: PASSWORD };
  return ok(await sendFrom(app, HOME, "POST", "/auth/register", account, PHONE), 201).data;
}

/** Guesses from an address of its own each time, or from one, until the account's budget is gone. */
async function burn(app: TestApp, tried: Try = {}): Promise<void> {
  await inWaves(BUDGET, async (n) => {
    const answer = await signIn(app, { at: `198.51.100.${n + 1}`, ...tried });
    assertEquals(errorCode(answer, 401), "unauthenticated");
  });
}

/** Does something many times, some at once. */
async function inWaves<T>(times: number, run: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < times) {
    const wave = Array.from({ length: Math.min(WAVE, times - results.length) }, (_, n) => n);
    results.push(...await Promise.all(wave.map((n) => run(results.length + n))));
  }
  return results;
}

Deno.test("wrong guesses at an account are heard so often, from however many addresses", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  await burn(app);
  const refused = await signIn(app, { at: "192.0.2.99" });
  assertEquals(errorCode(refused, 429), "rate_limited");
  const wait = Number(refused.headers.get("retry-after"));
  assertEquals(wait, QUARTER_HOUR / 1000);
  assertEquals(refused.headers.get("ratelimit-remaining"), "0");
  // Not even the right one is heard then: an attacker would learn that it is right.
  ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 429);
  limited.pass(wait * 1000);
  ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 200);
  const metrics = await (await app.fetch("/metrics")).text();
  assert(metrics.includes('tintype_rate_limited_total{class="guess_login"} 2'));
});

Deno.test("guesses that come together, at two instances, are not heard more often", async () => {
  await using limited = await start();
  const places = [limited.app, await limited.another()];
  await register(limited.app);
  const answers = await inWaves(
    BUDGET + 10,
    (n) => signIn(places[n % 2]!, { at: `198.51.100.${n}` }),
  );
  assertEquals(answers.filter(({ status }) => status === 401).length, BUDGET);
  assertEquals(answers.filter(({ status }) => status === 429).length, 10);
});

Deno.test("one day's guesses are fewer than its quarter hours would allow", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  const answers = await inWaves(72, (n) => {
    limited.pass(60_000);
    return signIn(app, { at: `198.51.100.${n}` });
  });
  const heard = answers.filter(({ status }) => status === 401);
  assertEquals(heard.length, GUESS_BUDGETS.account[1]!.limit);
  // Her e-mail address has a budget of its own, or a refusal would say that it is hers.
  ok(await signIn(app, { name: { email: "ada@example.com" } }), 401);
});

Deno.test("an unknown account answers like a known one, from the first guess to the last", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  const names = [
    { username: "ada" },
    { username: "nobody" },
    { email: "ada@example.com" },
    { email: "nobody@example.com" },
  ];
  for (let n = 0; n < BUDGET + 2; n++) {
    // A /64 for each try, so that only the accounts' budgets are met.
    const [first, ...others] = await Promise.all(
      names.map((name) => signIn(app, { at: `2001:db8:0:${n}::1`, name })),
    );
    assertEquals(first!.status, n < BUDGET ? 401 : 429);
    for (const other of others) {
      assertSameAnswer(other, first!);
      assertEquals(other.headers.get("retry-after"), first!.headers.get("retry-after"));
      if (n < BUDGET) continue;
      for (const name of ["limit", "remaining", "reset"]) {
        const header = `ratelimit-${name}`;
        assertEquals(other.headers.get(header), first!.headers.get(header));
      }
    }
  }
});

Deno.test("the owner signs in on a known device while others guess, from the same network", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  await burn(app);
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 200);
  // Neither the network alone nor the name of a browser alone makes a device known.
  ok(await signIn(app, { at: HOME, password: PASSWORD }), 429);
  ok(await signIn(app, { headers: PHONE, password: PASSWORD }), 429);
});

Deno.test("a known device is forgotten after its time, and remembered after it was signed out", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  await burn(app);
  const atHome = { at: HOME, headers: PHONE, password: PASSWORD };
  await app.ctx.sql`
    update sessions set revoked_at = now(), last_used_at = now() - interval '89 days'`;
  ok(await signIn(app, { ...atHome, password: "not quite it" }), 401);
  await app.ctx.sql`update sessions set last_used_at = now() - interval '91 days'`;
  ok(await signIn(app, atHome), 429);
});

Deno.test("a device that shows its last refresh token is heard from anywhere", async () => {
  await using limited = await start();
  const { app } = limited;
  const { refreshToken } = await register(app);
  const bob = { username: "bob", email: "bob@example.com", password: PASSWORD };
  const bobs = ok(await sendFrom(app, HOME, "POST", "/auth/register", bob), 201).data;
  ok(await sendFrom(app, HOME, "POST", "/auth/logout", { refreshToken }), 204);
  await burn(app);
  const away = { at: "192.0.2.50", password: PASSWORD };
  const shown = (token: string) => ({ ...away, headers: { "x-device-token": token } });
  ok(await signIn(app, shown("no-such-token")), 429);
  ok(await signIn(app, shown(bobs.refreshToken)), 429);
  ok(await signIn(app, shown(refreshToken)), 200);
});

Deno.test("a known device has a budget, too", async () => {
  await using limited = await start();
  const { app } = limited;
  const { refreshToken } = await register(app);
  await burn(app, { at: HOME, headers: PHONE });
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 429);
  ok(await signIn(app, { at: "192.0.2.3", password: PASSWORD }), 200);
  const shown = { "x-device-token": refreshToken };
  await burn(app, { headers: shown });
  ok(await signIn(app, { headers: shown, password: PASSWORD }), 429);
});

Deno.test("one address is heard so often, at however many accounts; right ones are not counted", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  const { limit } = GUESS_BUDGETS.address[0]!;
  await inWaves(limit, async (n) => {
    // Sign-ins of an address are limited by the minute as well.
    if (n % 40 === 0) limited.pass(60_000);
    ok(await signIn(app, { at: `2001:db8::${n}`, name: { username: `user_${n}` } }), 401);
  });
  ok(await signIn(app, { at: "2001:db8::abcd", name: { username: "another" } }), 429);
  ok(await signIn(app, { at: "2001:db8:0:1::1", name: { username: "another" } }), 401);
});

Deno.test("right passwords cost nothing, however many", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  await inWaves(
    BUDGET + 5,
    async (n) => ok(await signIn(app, { at: `192.0.2.${n}`, password: PASSWORD }), 200),
  );
  await burn(app);
});

Deno.test("guesses are forgotten when the secret was replaced", async () => {
  await using limited = await start();
  const { app } = limited;
  await register(app);
  await burn(app);
  await forgetGuesses(app.ctx, "login", ["ada", "ada@example.com"]);
  ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 200);
});

Deno.test("while the cache is away signing in works, with stricter budgets", async () => {
  await using limited = await start();
  const { app, shared } = limited;
  await register(app);
  shared.isAway = true;
  const { alone } = GUESS_BUDGETS.account[0]!;
  for (let n = 0; n < alone; n++) ok(await signIn(app, { at: `198.51.100.${n}` }), 401);
  ok(await signIn(app, { at: "198.51.100.99" }), 429);
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 200);
  shared.isAway = false;
  limited.pass(1000);
  ok(await signIn(app, { at: "198.51.100.99" }), 401);
});

Deno.test("the cache is shown no name and no address of who guesses", async () => {
  await using limited = await start();
  const { app, shared } = limited;
  const keys: string[] = [];
  const { uses } = shared.cache;
  const { spend } = uses;
  uses.spend = (quotas, use) => {
    keys.push(...quotas.map(({ key }) => key));
    return spend(quotas, use);
  };
  await register(app);
  ok(await signIn(app, { name: { email: "ada@example.com" } }), 401);
  const guesses = keys.filter((key) => key.startsWith("guess:"));
  assertEquals(guesses.length, 3);
  for (const key of guesses) assert(/^guess:[\w-]{43}:\d+$/.test(key), key);
});

Deno.test("who has an access token guesses no password with it, and the owner's phone still may", async () => {
  await using limited = await start();
  const { app } = limited;
  const { accessToken } = await register(app);
  const setUp = (at: string, password: string, agent = {}) =>
    sendFrom(app, at, "POST", "/security/totp", { password }, {
      authorization: `Bearer ${accessToken}`,
      ...agent,
    });
  await inWaves(BUDGET, async (n) => ok(await setUp(`198.51.100.${n}`, "a guess of mine"), 403));
  assertEquals(errorCode(await setUp("192.0.2.99", PASSWORD), 429), "rate_limited");
  ok(await setUp(HOME, PASSWORD, PHONE), 200);
});
