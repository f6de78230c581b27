import { assert, assertEquals } from "@std/assert";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { spellingsOf } from "../../helpers/app/path_spellings.ts";
import type { Person } from "../../helpers/people/person.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MOVE"];
const OVERRIDES = [
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-original-url",
];

Deno.test("no spelling of a path lets a user do what only admins may do", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const before = await state(app);
  let tried = 0;
  for (const path of [`/admin/users/${ada.id}/roles`, "/admin/users", "/auth/token"]) {
    for (const spelling of spellingsOf(`/api/v1${path}`)) {
      for (const [method, body] of [["GET"], ["PUT", { roles: ["admin"] }], ["POST", TOKEN(ada)]]) {
        const status = await raw(server.url, spelling, method as string, ada, body);
        assert([400, 401, 403, 404, 405, 415].includes(status), `${method} ${spelling}: ${status}`);
        tried++;
      }
    }
  }
  assert(tried > 100);
  assertEquals(await state(app), before);
});

const REFUSALS = [403, 404, 405];

Deno.test("no method, and no header that names another, bypasses a permission", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const before = await state(app);
  const paths = [
    `/admin/users/${ada.id}/roles`,
    `/admin/users/${ada.id}/verified`,
    "/admin/users",
    "/admin/stats",
    "/admin/jobs",
    "/admin/invariants",
    "/admin/tokens",
    "/auth/token",
  ];
  for (const path of paths) {
    for (const method of METHODS) {
      const answer = await ask(app, ada, method, path);
      const expected = method === "OPTIONS" ? [204, ...REFUSALS] : REFUSALS;
      assert(expected.includes(answer.status), `${method} ${path}: ${answer.status}`);
      if (method === "HEAD") assertEquals(await answer.text(), "");
      else await answer.body?.cancel();
    }
    for (const header of OVERRIDES) {
      for (const method of ["GET", "POST"]) {
        const value = header.endsWith("url") ? `/api/v1${path}` : "PUT";
        const answer = await ask(app, ada, method, path, { [header]: value });
        assert(REFUSALS.includes(answer.status), `${header} ${path}: ${answer.status}`);
        await answer.body?.cancel();
      }
    }
  }
  assertEquals(await state(app), before);
});

Deno.test("a header that names another method changes nothing for an admin either", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const before = await state(app);
  for (const header of OVERRIDES) {
    const path = `/admin/users/${ada.id}/roles`;
    const answer = await ask(app, root, "POST", path, { [header]: "PUT" });
    assertEquals(answer.status, 405);
    await answer.body?.cancel();
  }
  assertEquals(await state(app), before);
  ok(await root.put(`/admin/users/${ada.id}/roles`, { roles: ["moderator"] }), 200);
});

const TOKEN = (user: Person) => ({ userId: user.id, scopes: ["read"], expiresIn: 3600 });

/** Sends a path byte for byte: `fetch` would normalize it. */
async function raw(
  url: string,
  path: string,
  method: string,
  person: Person,
  body: unknown,
): Promise<number> {
  const { hostname, port, host } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const text = body === undefined ? "" : JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${person.accessToken}`,
    "Content-Type: application/json",
    `Content-Length: ${text.length}`,
    "Connection: close",
  ].join("\r\n");
  await connection.write(new TextEncoder().encode(`${head}\r\n\r\n${text}`));
  let answer = "";
  const decoder = new TextDecoder();
  for await (const bytes of connection.readable) answer += decoder.decode(bytes);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 400);
}

function ask(
  app: TestApp,
  person: Person,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const hasBody = !["GET", "HEAD"].includes(method);
  return app.fetch(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${person.accessToken}`,
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(hasBody ? { body: JSON.stringify({ roles: ["admin"], isVerified: true }) } : {}),
  });
}

/** Returns everything that an escalation would change. */
async function state({ ctx: { sql } }: TestApp): Promise<unknown> {
  return [
    await sql`select username, roles, is_verified from users order by id`,
    await sql`select count(*)::int as tokens from api_tokens`,
  ].map((rows) => [...rows]);
}
