import { assert, assertEquals } from "@std/assert";
import { ATTEMPT_LIMITS } from "../../../domain/limits.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import {
  ACCOUNT_BUDGET,
  burn,
  burnAll,
  HOME,
  inWaves,
  LATE_BUDGET,
  NETWORK_BUDGET,
  PHONE,
  register,
  signIn,
  startGuarded,
} from "../../helpers/people/guesses.ts";
import { codeIn, mailsTo } from "../../helpers/app/mails.ts";
import { sendFrom } from "../../helpers/app/limits.ts";
import { PASSWORD } from "../../helpers/people/person.ts";

const QUARTER_HOUR = 15 * 60_000;

Deno.test("wrong guesses of one network have a budget, and lock nobody out elsewhere", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  const stranger = { at: "198.51.100.1" };
  await burn(app, NETWORK_BUDGET, stranger);
  const refused = await signIn(app, stranger);
  assertEquals(errorCode(refused, 429), "rate_limited");
  const wait = Number(refused.headers.get("retry-after"));
  assertEquals(wait, QUARTER_HOUR / 1000);
  assertEquals(refused.headers.get("ratelimit-remaining"), "0");
  // Not even the right one is accepted then: the attacker would learn that it is right.
  ok(await signIn(app, { ...stranger, password: PASSWORD }), 429);
  ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 200);
  limited.pass(wait * 1000);
  await burn(app, NETWORK_BUDGET, stranger);
  limited.pass(wait * 1000);
  // The budget of a day is smaller than all those of its quarter hours together.
  ok(await signIn(app, { ...stranger, password: PASSWORD }), 429);
  const metrics = await (await app.fetch("/metrics")).text();
  assert(metrics.includes('tintype_rate_limited_total{class="guess_login"} 3'));
});

Deno.test("a stranger's requests lock the owner out of no new device, from however many networks", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  for (const at of [{ at: "198.51.100.200" }, {}]) {
    await inWaves(56, (n) => signIn(app, { at: `198.51.100.${n}`, ...at }));
    ok(await signIn(app, { at: "192.0.2.98", password: PASSWORD }), 200);
  }
});

Deno.test("guesses from many networks have a budget for a day, and then a few an hour", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await burn(app, ACCOUNT_BUDGET);
  const owner = { at: "192.0.2.98", password: PASSWORD };
  ok(await signIn(app, owner), 200);
  // The tenant of a /48 has many networks, but they are one site.
  const site = (n: number) => ({ at: `2001:db8:1:${n}::1` });
  for (const n of [1, 2, 3]) ok(await signIn(app, site(n)), 401);
  ok(await signIn(app, site(4)), 429);
  ok(await signIn(app, { ...owner, at: "192.0.2.99" }), 200);
  for (let n = 3; n < LATE_BUDGET; n++) ok(await signIn(app, { at: `198.51.101.${n}` }), 401);
  ok(await signIn(app, { at: "192.0.2.97", password: PASSWORD }), 429);
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 200);
  limited.pass(3600_000);
  ok(await signIn(app, { at: "192.0.2.97", password: PASSWORD }), 200);
  // Her e-mail address has its own budgets, or a refusal would reveal that it is hers.
  ok(await signIn(app, { name: { email: "ada@example.com" } }), 401);
});

Deno.test("guesses that come at once, at two instances, have no larger budget", async () => {
  await using limited = await startGuarded();
  const places = [limited.app, await limited.another()];
  await register(limited.app);
  const budget = ACCOUNT_BUDGET + LATE_BUDGET;
  const answers = await inWaves(
    budget + 10,
    (n) => signIn(places[n % 2]!, { at: `198.51.100.${n}` }),
  );
  assertEquals(answers.filter(({ status }) => status === 401).length, budget);
  assertEquals(answers.filter(({ status }) => status === 429).length, 10);
});

Deno.test("an unknown account responds like a known one, from the first guess to the last", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  const names = [
    { username: "ada" },
    { username: "nobody" },
    { email: "ada@example.com" },
    { email: "nobody@example.com" },
  ];
  const budget = ACCOUNT_BUDGET + LATE_BUDGET;
  for (let n = 0; n < budget + 2; n++) {
    // A /48 for each try, so that only the accounts' budgets are reached.
    const [first, ...others] = await Promise.all(
      names.map((name) => signIn(app, { at: `2001:db8:${n}::1`, name })),
    );
    assertEquals(first!.status, n < budget ? 401 : 429);
    for (const other of others) {
      assertSameAnswer(other, first!);
      assertEquals(other.headers.get("retry-after"), first!.headers.get("retry-after"));
      if (n < budget) continue;
      for (const name of ["limit", "remaining", "reset"]) {
        const header = `ratelimit-${name}`;
        assertEquals(other.headers.get(header), first!.headers.get(header));
      }
    }
  }
});

Deno.test("one address has a budget for all accounts, and right passwords do not count", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  const { limit } = ATTEMPT_LIMITS.address[0]!;
  await inWaves(limit, async (n) => {
    // Sign-ins of an address have a limit each minute as well.
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
  const stranger = { at: "198.51.100.1" };
  await inWaves(
    NETWORK_BUDGET + 5,
    async () => ok(await signIn(app, { ...stranger, password: PASSWORD }), 200),
  );
  await app.ctx.sql`update sessions set user_agent = 'another'`;
  await burn(app, NETWORK_BUDGET, stranger);
});

Deno.test("a replaced secret resets the guesses of others and of the owner", async () => {
  await using limited = await startGuarded();
  const { app } = limited;
  await register(app);
  await burnAll(app);
  const own = { at: "192.0.2.98" };
  const email = "ada@example.com";
  await burn(app, NETWORK_BUDGET, { ...own, name: { email } });
  ok(await signIn(app, { ...own, name: { email }, password: PASSWORD }), 429);
  ok(await signIn(app, { ...own, password: PASSWORD }), 429);
  ok(
    await sendFrom(app, own.at, "POST", "/security/codes", { purpose: "reset_password", email }),
    202,
  );
  const mails = await mailsTo(app, email);
  const code = codeIn(mails.find(({ text }) => text.includes("new password"))!.text);
  const newPassword = "another lake in winter";
  ok(
    await sendFrom(app, own.at, "POST", "/security/password/reset", { email, code, newPassword }),
    204,
  );
  ok(await signIn(app, { ...own, password: newPassword }), 200);
  ok(await signIn(app, { ...own, name: { email }, password: newPassword }), 200);
});

Deno.test("while the cache is away signing in works, with stricter budgets", async () => {
  await using limited = await startGuarded();
  const { app, shared } = limited;
  await register(app);
  shared.isAway = true;
  const stranger = { at: "198.51.100.1" };
  for (let n = 0; n < ATTEMPT_LIMITS.network[0]!.degraded; n++) {
    ok(await signIn(app, stranger), 401);
  }
  ok(await signIn(app, stranger), 429);
  ok(await signIn(app, { at: HOME, headers: PHONE, password: PASSWORD }), 200);
  shared.isAway = false;
  limited.pass(1000);
  ok(await signIn(app, stranger), 401);
});

Deno.test("the cache receives no name and no address of a guesser", async () => {
  await using limited = await startGuarded();
  const { app, shared } = limited;
  const keys: string[] = [];
  const { rateLimits } = shared.cache;
  const { consume } = rateLimits;
  rateLimits.consume = (quotas, use) => {
    keys.push(...quotas.map(({ key }) => key));
    return consume(quotas, use);
  };
  await register(app);
  ok(await signIn(app, { name: { email: "ada@example.com" } }), 401);
  const guesses = keys.filter((key) => key.startsWith("guess:"));
  assertEquals(guesses.length, 4);
  for (const key of guesses) assert(/^guess:[\w-]{43}:\d+$/.test(key), key);
});
