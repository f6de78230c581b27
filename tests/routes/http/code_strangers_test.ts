import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { CODES_A_DAY } from "../../../domain/limits.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { HOME, PHONE, register } from "../../helpers/people/guesses.ts";
import { anotherCode, codeIn, mailsTo } from "../../helpers/app/mails.ts";
import { sendFrom } from "../../helpers/app/limits.ts";

const ADDRESS = "ada@example.com";
const RESET = { purpose: "reset_password", email: ADDRESS };
const NEW_DEVICE = "192.0.2.50";

const ask = (app: TestApp, at: string, headers = {}) =>
  sendFrom(app, at, "POST", "/security/codes", RESET, headers);

function reset(app: TestApp, at: string, code: string, headers = {}) {
  const body = { email: ADDRESS, code, newPassword: "a lake in winter" };
  return sendFrom(app, at, "POST", "/security/password/reset", body, headers);
}

const mails = async (app: TestApp) => (await mailsTo(app, ADDRESS)).map(({ text }) => text);

/** Returns the code of a request, or null if no mail was sent. */
async function newCode(app: TestApp, at: string, headers = {}): Promise<string | null> {
  const before = await mails(app);
  ok(await ask(app, at, headers), 202);
  const fresh = (await mails(app)).filter((text) => !before.includes(text));
  return fresh.length === 0 ? null : codeIn(fresh[0]!);
}

Deno.test("strangers' guesses and strangers' requests end no code of the owner's", async () => {
  await using app = await startApp();
  await register(app);
  const code = (await newCode(app, NEW_DEVICE))!;
  for (let n = 1; n <= 12; n++) {
    const at = `198.51.100.${n}`;
    if (n <= 3) ok(await ask(app, at), 202);
    for (let tries = 0; tries < 6; tries++) {
      assertEquals(errorCode(await reset(app, at, anotherCode(code)), 422), "unprocessable");
    }
  }
  ok(await reset(app, NEW_DEVICE, code), 204);
});

Deno.test("one stranger uses up only their own few codes", async () => {
  await using app = await startApp();
  await register(app);
  const before = (await mails(app)).length;
  for (let n = 0; n < 56; n++) ok(await ask(app, "198.51.100.1"), 202);
  assertEquals((await mails(app)).length - before, CODES_A_DAY.network.limit);
  const code = await newCode(app, NEW_DEVICE);
  ok(await reset(app, NEW_DEVICE, code!), 204);
});

Deno.test("many strangers leave the owner's devices their codes, and everybody one an hour", async () => {
  await using app = await startApp();
  await register(app);
  for (let n = 0; n < CODES_A_DAY.others.limit; n++) {
    assert(await newCode(app, `198.51.100.${n}`));
  }
  const late = await newCode(app, NEW_DEVICE);
  assert(late);
  assertEquals(await newCode(app, "192.0.2.51"), null);
  assert(await newCode(app, HOME, PHONE));
  await app.ctx.sql`
    update code_budgets set spent_at = array(
      select t - interval '61 minutes' from unnest(spent_at) as t) where kind = 'late codes'`;
  assert(await newCode(app, "2001:db8:1:1::1"));
});

Deno.test("the owner enters a code on a device other than the one that requested it", async () => {
  await using app = await startApp();
  await register(app);
  for (
    const [asked, entered] of [[NEW_DEVICE, HOME], [HOME, NEW_DEVICE], [NEW_DEVICE, "192.0.2.9"]]
  ) {
    const code = (await newCode(app, asked!, asked === HOME ? PHONE : {}))!;
    const headers = entered === HOME ? PHONE : {};
    for (let tries = 0; tries < 4; tries++) {
      ok(await reset(app, entered!, anotherCode(code), headers), 422);
    }
    ok(await reset(app, entered!, code, headers), 204);
    await app.ctx.sql`delete from code_budgets where kind like 'guesses%'`;
  }
});

Deno.test("however many networks request and guess, few guesses a day are checked", async () => {
  await using app = await startApp();
  await register(app);
  for (let n = 0; n < 40; n++) ok(await ask(app, `198.51.100.${n}`), 202);
  for (let n = 0; n < 40; n++) {
    for (let tries = 0; tries < 7; tries++) {
      ok(await reset(app, `198.51.100.${n}`, "000000"), 422);
    }
  }
  // 20 codes of all strangers and one more in this hour, five tries each.
  const [own] = await app.ctx.sql<{ tries: number }[]>`
    select sum(tries)::int as tries from security_codes where purpose = 'reset_password'`;
  assertEquals(own!.tries, 21 * 5);
  // A guess at codes of others counts for each code that it may hit.
  const [others] = await app.ctx.sql<{ tries: number }[]>`
    select cardinality(spent_at) as tries from code_budgets where kind = 'guesses of others'`;
  assertLessOrEqual(others!.tries, 30);
});
