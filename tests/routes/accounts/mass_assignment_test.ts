import { assert, assertEquals } from "@std/assert";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { follow, publish } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { example, type Schema } from "../../helpers/app/schema_example.ts";

interface Operation {
  parameters?: { name?: string; in?: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

const INTRUDERS: Record<string, unknown> = {
  roles: ["admin"],
  isAdmin: true,
  is_admin: true,
  role: "admin",
  permissions: ["roles.change"],
  userId: "00000000-0000-7000-8000-000000000000",
  authorId: "00000000-0000-7000-8000-000000000000",
  ownerId: "00000000-0000-7000-8000-000000000000",
  isVerified: true,
  id: "00000000-0000-7000-8000-000000000000",
  createdAt: "2020-01-01T00:00:00.000Z",
  followersCount: 1_000_000,
  likesCount: 1_000_000,
  suspendedAt: null,
  passwordHash: "x",
  emailVerifiedAt: "2020-01-01T00:00:00.000Z",
  __proto__x: { roles: ["admin"] },
  constructor: { prototype: { roles: ["admin"] } },
};

Deno.test("every JSON body of the API refuses unknown fields, and nothing changes", async () => {
  await using app = await startApp({
    env: { GOOGLE_CLIENT_ID: "tintype", GOOGLE_CLIENT_SECRET: "a secret of the provider" },
  });
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  await follow(app, ada, bob);
  const { postId } = await publish(app, root, { caption: "Lake" });
  await app.settled();
  const before = await everything(app);
  let bodies = 0;
  for (const { method, path, schema, named } of await bodiesOf(app)) {
    bodies++;
    const url = path.replace(
      /\{(\w+)\}/g,
      (_, name: string) => {
        if (name === "provider") return "google";
        return name === "id" && path.includes("/posts/") ? postId : ada.id;
      },
    );
    const known = namesIn(schema, named);
    const base = example(schema, named) as Record<string, unknown>;
    for (const [name, value] of Object.entries(INTRUDERS)) {
      if (known.includes(name)) continue;
      const answer = await root.send(method, url, { ...base, [name]: value });
      assertEquals([method, path, name, answer.status], [method, path, name, 400]);
      assertEquals(answer.body.error.code, "validation_failed");
      const details = JSON.stringify(answer.body.error.details);
      assert(details.includes(name), `${method} ${path} does not mind ${name}: ${details}`);
    }
    const polluted = `{"__proto__":{"roles":["admin"]},${JSON.stringify(base).slice(1)}`;
    const status = await sendText(root, method, url, polluted.replace(/,}$/, "}"));
    assertEquals([method, path, status], [method, path, 400]);
  }
  assert(bodies >= 15, `${bodies} bodies`);
  await app.settled();
  assertEquals(await everything(app), before);
  assertEquals(({} as Record<string, unknown>).roles, undefined);
});

Deno.test("forms with files refuse unknown fields as well", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await app.settled();
  const before = await everything(app);
  for (const path of ["/images/upload", "/users/me/avatar"]) {
    for (const [name, value] of Object.entries(INTRUDERS)) {
      const form = new FormData();
      form.append("image", new File(["not a picture"], "a.jpg", { type: "image/jpeg" }));
      form.append(name, JSON.stringify(value));
      const answer = await app.fetch(`/api/v1${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${ada.accessToken}` },
        body: form,
      });
      assertEquals([path, name, answer.status], [path, name, 400]);
      await answer.body?.cancel();
    }
  }
  assertEquals(await everything(app), before);
});

/** Returns the names of all properties of an object, or of the variants of a union. */
function namesIn({ $ref, ...schema }: Schema, named: Record<string, Schema>): string[] {
  if ($ref !== undefined) return namesIn(named[$ref.split("/").at(-1)!]!, named);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.flatMap((branch) => namesIn(branch, named));
  return Object.keys(schema.properties ?? {});
}

async function bodiesOf(app: TestApp) {
  const { paths, components } = await (await app.fetch("/openapi.json")).json();
  const named = components.schemas as Record<string, Schema>;
  const found: { method: string; path: string; schema: Schema; named: typeof named }[] = [];
  for (const [path, operations] of Object.entries<Record<string, Operation>>(paths)) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content["application/json"]?.schema;
      if (!schema) continue;
      found.push({
        method: method.toUpperCase(),
        path: path.replace(/^\/api\/v1/, ""),
        schema,
        named,
      });
    }
  }
  return found;
}

async function sendText(person: Person, method: string, path: string, body: string) {
  const answer = await person.fetch(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${person.accessToken}`,
      "content-type": "application/json",
    },
    body,
  });
  await answer.body?.cancel();
  return answer.status;
}

/** Returns all rows of all tables but the leases of instances, which are renewed meanwhile. */
async function everything({ ctx: { sql } }: TestApp): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'instances'
    order by relname`;
  const rows: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql<{ text: string | null }[]>`
      select string_agg(t::text, E'\n' order by t::text) as text from ${sql(name)} t`;
    rows[name] = row!.text ?? "";
  }
  return rows;
}
