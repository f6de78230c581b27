import { assertEquals, assertLess } from "@std/assert";
import { PASSWORD_COST } from "../../lib/security/passwords.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { errorCode, ok } from "../helpers/people/steps.ts";
import { type Answer, send } from "../helpers/people/person.ts";

const SAMPLES = 500;
const TOLERANCE_MS = 0.3;
const TOLERANCE_SHARE = 0.05;
const CHANCES = 5;
const AS_IN_PRODUCTION = { env: { RATE_LIMITS: "off" }, passwordCost: PASSWORD_COST };
const KNOWN = "ada@example.com";
const UNKNOWN = "eve@example.com";
const NEW_PASSWORD = "a lake in winter";

type Ask = (app: TestApp, email: string) => Promise<Answer>;

// An unknown device: the extra attempts of an account's own devices reveal nothing to others.
const STRANGER = { "x-request-id": "the-same-one", "user-agent": "a stranger's" };

const post = (app: TestApp, path: string, body: unknown) =>
  send(app.fetch, "POST", `/api/v1${path}`, body, STRANGER);
const askForCode: Ask = (app, email) =>
  post(app, "/security/codes", { purpose: "reset_password", email });
const guess: Ask = (app, email) =>
  post(app, "/security/password/reset", { email, code: "000000", newPassword: NEW_PASSWORD });
const signIn: Ask = (app, email) => post(app, "/auth/login", { email, password: "not this one" });

Deno.test("an address with an account and one without get the same bytes", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  await app.people("ada");
  const asks: [Ask, number][] = [[signIn, 401], [guess, 422], [askForCode, 202], [guess, 422]];
  for (const [ask, status] of asks) await assertSameBytes(app, ask, status);
  // Also when the codes of the day are used up, and when the code is dead.
  for (let round = 0; round < 11; round++) await assertSameBytes(app, askForCode, 202);
  for (let round = 0; round < 6; round++) await assertSameBytes(app, guess, 422);
});

Deno.test("a suspended account gets its reason only after the right password", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  const [ada] = await app.people("ada");
  await app.ctx.sql`update users set suspended_at = now() where id = ${ada.id}`;
  await assertSameBytes(app, signIn, 401);
  await assertSameBytes(app, guess, 422);
});

Deno.test("signing in takes as long with an account as without", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  await app.people("ada");
  await assertSameTime(app, signIn);
});

Deno.test("asking for a code takes as long with an account as without", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  await app.people("ada");
  await assertSameTime(app, askForCode, {
    between: () => app.ctx.sql`update code_budgets set spent_at = '{}'`,
  });
  assertEquals(await codesWaiting(app), 2);
});

Deno.test("asking for one code too many takes as long with an account as without", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  await app.people("ada");
  for (let round = 0; round < 11; round++) await assertSameBytes(app, askForCode, 202);
  await assertSameTime(app, askForCode);
});

Deno.test("guessing a code takes as long with an account as without", async () => {
  await using app = await startApp(AS_IN_PRODUCTION);
  await app.people("ada");
  for (const email of [KNOWN, UNKNOWN]) ok(await askForCode(app, email), 202);
  // A code that never dies, so that each guess is checked.
  await app.ctx.sql`update security_codes set tries = -20000`;
  await assertSameTime(app, guess);
  const rows = await app.ctx.sql<{ tries: number }[]>`
    select tries from security_codes where purpose = 'reset_password'`;
  assertEquals(rows.map(({ tries }) => tries), [-20000 + SAMPLES, -20000 + SAMPLES]);
});

async function assertSameBytes(app: TestApp, ask: Ask, status: number): Promise<void> {
  const [known, unknown] = [await ask(app, KNOWN), await ask(app, UNKNOWN)];
  assertEquals(known.status, status);
  assertEquals(known.status, unknown.status);
  assertEquals(JSON.stringify(known.body), JSON.stringify(unknown.body));
  assertEquals([...known.headers], [...unknown.headers]);
  if (status >= 400) errorCode(known, status);
}

/**
 * Compares many requests for both addresses, in pairs. The order in a pair is random: a fixed
 * alternation falls into step with the garbage collector.
 */
async function assertSameTime(
  app: TestApp,
  ask: Ask,
  { between }: { between?: () => PromiseLike<unknown> } = {},
): Promise<void> {
  const spent: number[] = [];
  const more: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    await between?.();
    const order = Math.random() < 0.5 ? [KNOWN, UNKNOWN] : [UNKNOWN, KNOWN];
    const times: Record<string, number> = {};
    for (const email of order) {
      const startedAt = performance.now();
      await ask(app, email);
      times[email] = performance.now() - startedAt;
    }
    spent.push(times[UNKNOWN]!);
    more.push(times[KNOWN]! - times[UNKNOWN]!);
  }
  const difference = median(more);
  // The random error of the median: other work of the machine is no leak.
  const spread = median(more.map((one) => Math.abs(one - difference)));
  const chance = 1.86 * spread / Math.sqrt(SAMPLES);
  const tolerance = TOLERANCE_MS + TOLERANCE_SHARE * median(spent) + CHANCES * chance;
  const figures = `${difference} ms of ${median(spent)} ms, spread ${spread} ms`;
  assertLess(Math.abs(difference), tolerance, `an account costs ${figures}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function codesWaiting(app: TestApp): Promise<number> {
  return app.ctx.sql`select from security_codes where purpose = 'reset_password'`
    .then(({ length }) => length);
}
