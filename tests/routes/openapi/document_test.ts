import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { $ref?: string; name: string; in: string; required: boolean }[];
  requestBody?: { required: boolean; content: Record<string, unknown> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Json }> }>;
  "x-errors": Record<string, string[]>;
}
type Json = { [name: string]: Json };
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Json>;
    responses: Record<string, { content?: Record<string, { schema: Json }> }>;
  };
}

Deno.test("GET /openapi.json describes every route of the program", async () => {
  await using app = await startApp();
  const { paths, openapi } = await read(app);
  assertEquals(openapi, "3.1.0");
  const served = app.app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    .filter(({ path }) => !path.startsWith("/dev/"))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  const described = operationsOf(paths).map(([method, path]) => `${method} ${path}`);
  assertEquals(described.sort(), [...new Set(served)].sort());
});

Deno.test("each operation describes its inputs, responses and errors", async () => {
  await using app = await startApp();
  const { paths } = await read(app);
  const operations = operationsOf(paths);
  const ids = operations.map(([, , operation]) => operation.operationId);
  assertEquals(new Set(ids).size, ids.length);
  for (const [method, path, operation] of operations) {
    const name = `${method} ${path}`;
    assert(operation.summary !== "" && operation.tags.length === 1, name);
    const statuses = Object.keys(operation.responses);
    assert(statuses.some((status) => /^(101|20[0-24]|302)$/.test(status)), name);
    assert(statuses.includes("4XX") && statuses.includes("5XX"), name);
    const errors = operation["x-errors"];
    assert("500" in errors && "503" in errors, name);
    if (operation.security.some((scheme) => "bearer" in scheme)) assert("401" in errors, name);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    assertEquals(inPath.map((parameter) => parameter.name), names, name);
  }
});

Deno.test("an operation with an Idempotency-Key describes its form, and the refusal of a wrong one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { paths } = await read(app);
  const repeatable = operationsOf(paths).filter(([, , { parameters = [] }]) =>
    parameters.some(({ $ref }) => $ref?.endsWith("/IdempotencyKey"))
  );
  assert(repeatable.length > 20);
  for (const [, path, { "x-errors": errors }] of repeatable) assert("400" in errors, path);
  for (const key of ["short", "k".repeat(129), "with a blank", "caf\u00e9-caf\u00e9"]) {
    const answer = await ada.send("POST", "/realtime/ticket", undefined, {
      "idempotency-key": key,
    });
    assertEquals([answer.status, answer.body.error.code], [400, "validation_failed"]);
  }
});

Deno.test("responses are in the envelope, failures in that of errors", async () => {
  await using app = await startApp();
  const { paths, components } = await read(app);
  const errors = new Set(["ClientError", "ServerError", "MissingPage", "GrantError"]);
  for (const [name, { content }] of Object.entries(components.responses)) {
    const schema = content?.["application/json"]?.schema;
    if (!schema || schema.anyOf) continue;
    if (!errors.has(name)) {
      const envelope = components.schemas[String(schema.$ref).split("/").at(-1)!]!;
      assertEquals(envelope.required, ["success", "data"] as never, name);
    } else assertEquals(schema, { $ref: "#/components/schemas/Error" } as never, name);
  }
  for (const [method, path, { responses }] of operationsOf(paths)) {
    for (const [status, { $ref }] of Object.entries(responses)) {
      if (Number(status[0]) < 4) continue;
      assert(errors.has($ref!.split("/").at(-1)!), `${method} ${path}`);
    }
  }
  assertEquals(Object.keys(components.schemas.Error!.properties!), ["success", "error"]);
});

Deno.test("the document describes responses to sign-in forms, and pages for missing things", async () => {
  await using app = await startApp();
  const { paths, components } = await read(app);
  const signIn = paths["/api/v1/auth/login"]!.post!.responses;
  const named = (of: { $ref?: string } | undefined) =>
    components.responses[of!.$ref!.split("/").at(-1)!]!.content!;
  const schemaNamed = ({ $ref }: Json) => components.schemas[String($ref).split("/").at(-1)!]!;
  for (const [status, name] of [["200", "access_token"], ["4XX", "error_description"]] as const) {
    const ofForm = named(signIn[status])["application/json"]!.schema.anyOf![1]!;
    assert(name in ("$ref" in ofForm ? schemaNamed(ofForm) : ofForm).properties!, status);
  }
  for (const path of ["/s/{token}", "/s/{token}/image"]) {
    const missing = named(paths[path]!.get!.responses["404"]);
    assertEquals(Object.keys(missing), ["application/json", "text/html"]);
  }
});

Deno.test("every reference of the document leads somewhere", async () => {
  await using app = await startApp();
  const document = await read(app);
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!));
  assert(references.size > 10);
  for (const reference of references) {
    const found = reference.split("/")
      .reduce<Json | undefined>((at, name) => at?.[name], document as unknown as Json);
    assert(found !== undefined, reference);
  }
});

Deno.test("forms, pages of lists and repeatable requests are described", async () => {
  await using app = await startApp();
  const { paths } = await read(app);
  const upload = paths["/api/v1/images/upload"]!.post!;
  assertEquals(Object.keys(upload.requestBody!.content), ["multipart/form-data"]);
  const list = paths["/api/v1/feed"]!.get!;
  assertEquals(list.parameters!.map(({ name, $ref }) => name ?? $ref), [
    "limit",
    "cursor",
    "photosOnly",
  ]);
  const create = paths["/api/v1/posts"]!.post!;
  assertEquals(create.parameters!.map(({ $ref }) => $ref), [
    "#/components/parameters/IdempotencyKey",
  ]);
  assertEquals(paths["/api/v1/posts/{id}"]!.get!.security, [
    {},
    { bearer: [] },
    { password: [] },
    { apiToken: [] },
  ]);
  const issue = paths["/api/v1/auth/token"]!.post!;
  assertEquals(issue.security, [{ bearer: [] }, { password: [] }]);
  const login = paths["/api/v1/auth/login"]!.post!;
  assertEquals(Object.keys(login.requestBody!.content), [
    "application/json",
    "application/x-www-form-urlencoded",
  ]);
});

Deno.test("two programs write the same document", async () => {
  await using one = await startApp();
  await using other = await startApp();
  const [first, second] = await Promise.all(
    [one, other].map(async (app) => await (await app.fetch("/openapi.json")).text()),
  );
  assertEquals(first, second);
});

async function read(app: { fetch(path: string): Promise<Response> }): Promise<Document> {
  const response = await app.fetch("/openapi.json");
  assertEquals(response.status, 200);
  return await response.json();
}

function operationsOf(paths: Document["paths"]): [string, string, Operation][] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .map(([method, operation]): [string, string, Operation] => [
        method.toUpperCase(),
        path,
        operation,
      ])
  );
}
