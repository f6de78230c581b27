import { assertEquals } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { createUser } from "../../../db/accounts/users.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { mailedCode } from "../../helpers/app/mails.ts";
import { type Answer, PASSWORD, send } from "../../helpers/people/person.ts";

const UNLIMITED = { env: { RATE_LIMITS: "off" } };
const NAME = "adalovelace";
const EMAIL = `${NAME}@example.com`;

/** Every way to set a password, with the name of its field. */
type Setting = { field: string; set(password: string): Promise<Answer> };

async function settings(app: TestApp): Promise<Setting[]> {
  const [ada] = await app.people(NAME);
  const post = (path: string, body: unknown) => send(app.fetch, "POST", `/api/v1${path}`, body);
  const asked = { purpose: "reset_password", email: EMAIL };
  const resetCode = await mailedCode(app, asked, { to: EMAIL });
  const code = await mailedCode(app, { purpose: "change_password" }, { by: ada, to: EMAIL });
  const account = { username: "lovelaceada", email: "lovelaceada@example.com" };
  return [
    { field: "password", set: (password) => post("/auth/register", { ...account, password }) },
    {
      field: "newPassword",
      set: (newPassword) => ada.post("/security/password", { newPassword, code }),
    },
    {
      field: "newPassword",
      set: (newPassword) =>
        ada.post("/security/password", { newPassword, currentPassword: PASSWORD }),
    },
    {
      field: "newPassword",
      set: (newPassword) =>
        post("/security/password/reset", { newPassword, email: EMAIL, code: resetCode }),
    },
  ];
}

Deno.test("every way to set a password refuses a short, long or common one", async () => {
  await using app = await startApp(UNLIMITED);
  const wrong = [
    "",
    "sevench",
    "🌊".repeat(7),
    "x y".repeat(43),
    "🌊".repeat(129),
    "trustno1",
    "PASSWORD123",
    "ｐａｓｓｗｏｒｄ１",
    "zxcvbnm1",
    "12341234",
    "mypassword",
    "tintype123",
  ];
  for (const { field, set } of await settings(app)) {
    for (const password of wrong) {
      const answer = await set(password);
      assertEquals(errorCode(answer, 400), "validation_failed", password);
      assertEquals(answer.body.error.details[0].path, field);
    }
  }
});

Deno.test("every way to set a password refuses the account's own names", async () => {
  await using app = await startApp(UNLIMITED);
  const [register, ...others] = await settings(app);
  for (const password of ["LovelaceAda", "lovelaceada@EXAMPLE.com"]) {
    assertEquals(errorCode(await register!.set(password), 400), "validation_failed");
  }
  for (const { set } of others) {
    for (const password of ["AdaLovelace", EMAIL.toUpperCase()]) {
      assertEquals(errorCode(await set(password), 400), "validation_failed", password);
    }
  }
});

Deno.test("a password needs no digit, sign or capital; it may contain spaces and any character", async () => {
  await using app = await startApp(UNLIMITED);
  const pictures = Array.from({ length: 128 }, (_, n) => String.fromCodePoint(0x1F300 + n));
  const free = ["mauve teapot", "  lake  ", "湖の冬景色きれい", pictures.join(""), "a\tlake\n!"];
  for (const [index, password] of free.entries()) {
    const [username, email] = [`person${index}`, `person${index}@example.com`];
    const body = { username, email, password };
    ok(await send(app.fetch, "POST", "/api/v1/auth/register", body), 201);
    ok(await send(app.fetch, "POST", "/api/v1/auth/login", { username, password }), 200);
  }
});

Deno.test("the whole password counts, to its last character and its spaces", async () => {
  await using app = await startApp(UNLIMITED);
  const password = `${"long ".repeat(25)}end`;
  const account = { username: "ada", email: "ada@example.com", password };
  ok(await send(app.fetch, "POST", "/api/v1/auth/register", account), 201);
  const signIn = (password: string) =>
    send(app.fetch, "POST", "/api/v1/auth/login", { username: "ada", password });
  const others = [
    `${password.slice(0, -1)}D`,
    password.slice(0, -1),
    `${password} `,
    password.trim() + "x",
  ];
  for (const other of [...others, password.toUpperCase()]) errorCode(await signIn(other), 401);
  ok(await signIn(password), 200);
});

Deno.test("an account that is older than a rule signs in as before", async () => {
  await using app = await startApp(UNLIMITED);
  for (const [index, password] of ["password1", "short", "x".repeat(300)].entries()) {
    const username = `person${index}`;
    const passwordHash = await app.ctx.passwords.hash(password, {
      door: "other",
      asker: username,
    });
    const account = { username, email: `${username}@example.com`, passwordHash, fullName: null };
    await transact(app.ctx.db, (tx) => createUser(tx, account));
    ok(await send(app.fetch, "POST", "/api/v1/auth/login", { username, password }), 200);
  }
});
