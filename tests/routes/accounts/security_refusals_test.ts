import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { askForCode } from "../../helpers/app/mails.ts";
import { PASSWORD, send } from "../../helpers/people/person.ts";

const ADDRESS = "ada@example.com";
const NEW_PASSWORD = "a lake in winter";

Deno.test("requests that break a rule are refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const wrong: [string, unknown][] = [
    ["codes", { purpose: "verify_phone" }],
    ["codes", { purpose: "reset_password" }],
    ["codes", { purpose: "verify_email", email: ADDRESS }],
    ["codes", { purpose: "change_password", email: ADDRESS }],
    ["codes", { purpose: "reset_password", email: "ada" }],
    ["email/verify", { code: "12345" }],
    ["email/verify", { code: "１２３４５" }],
    ["email/verify", { code: "12345a" }],
    ["email/verify", { code: 123456 }],
    ["email", { code: "123456", newEmail: "ada", password: PASSWORD }],
    ["email", { code: "123456", newEmail: "a@example.com" }],
    ["password", { newPassword: NEW_PASSWORD }],
    ["password", { code: "123456", currentPassword: PASSWORD, newPassword: NEW_PASSWORD }],
    ["password/reset", { code: "123456", newPassword: NEW_PASSWORD }],
  ];
  for (const [path, body] of wrong) {
    const answer = await ada.post(`/security/${path}`, body);
    assertEquals(errorCode(answer, 400), "validation_failed", JSON.stringify(body));
  }
});

Deno.test("a body sets only the fields of its route", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const bodies: [string, Record<string, unknown>][] = [
    ["codes", { purpose: "verify_email" }],
    ["email/verify", { code: "123456" }],
    ["email", { code: "123456", newEmail: "a@example.com", password: PASSWORD }],
    ["password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }],
    ["password/reset", { email: ADDRESS, code: "123456", newPassword: NEW_PASSWORD }],
  ];
  const more = { userId: ada.id, roles: ["admin"], emailVerified: true, tries: 0, subject: "x" };
  for (const [path, body] of bodies) {
    for (const [name, value] of [...Object.entries(more), ["__proto__", { isAdmin: true }]]) {
      const text = `{${JSON.stringify(body).slice(1, -1)},"${name}":${JSON.stringify(value)}}`;
      const response = await app.fetch(`/api/v1/security/${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "authorization": `Bearer ${ada.accessToken}`,
        },
        body: text,
      });
      await response.body?.cancel();
      assertEquals(response.status, 400, `${path} with ${name}`);
    }
  }
  const login = { username: "ada", password: PASSWORD };
  ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
});

Deno.test("without a token only the reset of a password works", async () => {
  await using app = await startApp();
  for (const purpose of ["verify_email", "change_email", "change_password"]) {
    assertEquals(errorCode(await askForCode(app, { purpose }), 401), "unauthenticated");
  }
  const bodies = {
    "email/verify": { code: "123456" },
    email: { code: "123456", newEmail: "a@example.com", password: PASSWORD },
    password: { code: "123456", newPassword: NEW_PASSWORD },
  };
  for (const [path, body] of Object.entries(bodies)) {
    const answer = await send(app.fetch, "POST", `/api/v1/security/${path}`, body);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
});
