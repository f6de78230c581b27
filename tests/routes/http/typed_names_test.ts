import { assertEquals } from "@std/assert";
import { createUser } from "../../../db/accounts/users.ts";
import { transact } from "../../../db/transact.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { mailedCode } from "../../helpers/app/mails.ts";
import { PASSWORD, Person } from "../../helpers/people/person.ts";
import { ADA, call } from "../../helpers/people/signing_in.ts";
import { codeOf, enableTotp } from "../../helpers/people/totp.ts";

const login = (app: TestApp, given: Record<string, string>) =>
  call(app, "/auth/login", { password: PASSWORD, ...given });

const grouped = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
const wide = (code: string) =>
  code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

function grant(app: TestApp, username: string): Promise<Response> {
  const body = new URLSearchParams({ username, password: PASSWORD });
  return app.fetch("/api/v1/auth/login", { method: "POST", body });
}

Deno.test("people sign in by their name or address however they type it", async () => {
  await using app = await startApp();
  ok(
    await call(app, "/auth/register", {
      ...ADA,
      username: " @Ada\u200B",
      email: "\u00A0Ada@example.com ",
    }),
    201,
  );
  for (const username of ["ada", "@ada", " ADA ", "\u3000@ada\u00A0", "\u200Bada", "ａｄａ"]) {
    ok(await login(app, { username }), 200);
    assertEquals((await grant(app, username).then(drained)).status, 200, username);
  }
  for (const email of [" ada@example.com", "@ada@example.com", "ADA@EXAMPLE.COM\u200B"]) {
    ok(await login(app, { email }), 200);
    assertEquals((await grant(app, email).then(drained)).status, 200, email);
  }
});

Deno.test("mailed codes, the app's codes and recovery codes are read however they are typed", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const to = "ada@example.com";
  const codeFor = (purpose: string) => mailedCode(app, { purpose }, { by: ada, to });
  const verify = async (spell: (code: string) => string) =>
    ok(
      await ada.post("/security/email/verify", { code: spell(await codeFor("verify_email")) }),
      200,
    );
  for (const spell of [grouped, wide, (code: string) => ` ${wide(grouped(code))}\u200B`]) {
    await verify(spell);
  }
  const { secret, recoveryCodes } = await enableTotp(ada);
  const [first, second] = recoveryCodes as [string, string];
  const spellings = [
    grouped(codeOf(secret)),
    wide(codeOf(secret)),
    first.toUpperCase().replaceAll("-", "–"),
    ` ${wide(second.replaceAll("-", "  "))} `,
  ];
  for (const totp of spellings) {
    await app.ctx.sql`update totp set last_step = 0`;
    ok(await login(app, { username: "ada", totp }), 200);
  }
  const code = await mailedCode(app, { purpose: "reset_password", email: ` @${to}` }, { to });
  const newPassword = "a lake in winter";
  const reset = { email: `${to} `, code: grouped(code), newPassword };
  ok(await call(app, "/security/password/reset", reset), 204);
});

Deno.test("nobody gets a name that ends with a dot, has no letter, or is reserved", async () => {
  await using app = await startApp();
  const refused = [
    ..."... ada. ... ___ ._. a.. admin Admin support me. m.e null NULL tintype help staff"
      .split(" "),
    ..."a.d.m.i.n root_ _root system moderator undefined everyone here api about settings".split(
      " ",
    ),
  ];
  for (const [n, username] of refused.entries()) {
    const answer = await call(app, "/auth/register", {
      ...ADA,
      username,
      email: `a${n}@example.com`,
    });
    assertEquals(errorCode(answer, 400), "validation_failed", username);
    assertEquals(answer.body.error.details[0].path, "username");
  }
  for (const [n, username] of ["administrata", ".ada", "null_ada", "x1." + "y"].entries()) {
    const email = `b${n}@example.com`;
    ok(await call(app, "/auth/register", { ...ADA, username, email }), 201);
  }
});

Deno.test("accounts with older names work as before", async () => {
  await using app = await startApp();
  const [bob] = await app.people("bob");
  for (const username of ["ada.", "admin", "..."]) {
    const passwordHash = await app.ctx.passwords.hash(PASSWORD, { door: "other", asker: "test" });
    const account = {
      username,
      email: `${username.length}${username}x@example.com`,
      passwordHash,
      fullName: null,
    };
    await transact(app.ctx.db, (tx) => createUser(tx, account));
    const { data } = ok(await login(app, { username }), 200);
    const person = new Person(app.fetch, username, data.userId, data.accessToken, "");
    assertEquals(ok(await person.get("/users/me"), 200).data.username, username);
    assertEquals(ok(await bob.get(`/users/@${username}`), 200).data.userId, data.userId);
  }
});

async function drained(response: Response): Promise<Response> {
  await response.body?.cancel();
  return response;
}
