import { assert, assertEquals } from "@std/assert";
import { GUESS_BUDGETS } from "../../domain/limits.ts";
import { forgetGuesses } from "../../routes/guessing.ts";
import { assertSameAnswer, errorCode, ok } from "../helpers/deeds.ts";
import {
  BUDGET,
  burn,
  HOME,
  inWaves,
  PHONE,
  register,
  signIn,
  startGuarded,
} from "../helpers/guesses.ts";
import { PASSWORD } from "../helpers/person.ts";

const QUARTER_HOUR = 15 * 60_000;

Deno.test("wrong guesses at an account are heard so often, from however many addresses", async () => {
  await using limited = await startGuarded();
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
  await using limited = await startGuarded();
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
  await using limited = await startGuarded();
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
  await using limited = await startGuarded();
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

Deno.test("one address is heard so often, at however many accounts; right ones are not counted", async () => {
  await using limited = await startGuarded();
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
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await inWaves(
    BUDGET + 5,
    async (n) => ok(await signIn(app, { at: `192.0.2.${n}`, password: PASSWORD }), 200),
  );
  await burn(app);
});

Deno.test("guesses are forgotten when the secret was replaced", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await burn(app);
  await forgetGuesses(app.ctx, "login", ["ada", "ada@example.com"]);
  ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 200);
});

Deno.test("while the cache is away signing in works, with stricter budgets", async () => {
  await using limited = await startGuarded();
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
  await using limited = await startGuarded();
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
