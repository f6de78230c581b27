import { assert, assertEquals } from "@std/assert";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import document from "../../../docs/openapi.json" with { type: "json" };
import ids from "./operation_ids.json" with { type: "json" };

type Json = { [name: string]: unknown };
interface Content {
  [type: string]: {
    schema: Json;
    example?: unknown;
    examples?: Record<string, { value: unknown }>;
  };
}
interface Operation {
  operationId: string;
  description: string;
  tags: string[];
  "x-errors": Record<string, string[]>;
  requestBody?: { content: Content };
  responses: Record<string, { $ref?: string; content?: Content }>;
}

/** The codes whose reasons only a text can tell. */
const REFUSALS = ["conflict", "gone", "unprocessable"];
const { schemas, responses } = document.components as unknown as {
  schemas: Record<string, Json>;
  responses: Record<string, { content?: Content }>;
};
const operations = Object.values(document.paths as unknown as Record<string, Json>)
  .flatMap((methods) => Object.values(methods) as Operation[]);

Deno.test("the ids of operations stay, because programs are generated from them", () => {
  const now = operations.map(({ operationId }) => operationId).toSorted();
  assertEquals(now, ids, "a new operation needs a line in operation_ids.json");
  for (const id of now) assert(/^[a-z]+[A-Z][A-Za-z0-9]*$/.test(id), id);
});

Deno.test("each object has a name, and no two named objects are equal", () => {
  for (const [name, schema] of Object.entries(schemas)) {
    for (const part of Object.values({ ...schema, examples: null })) assertNoObject(part, name);
  }
  for (const { operationId, requestBody } of operations) {
    assertNoObject(requestBody?.content ?? null, operationId, (key) => key.startsWith("example"));
  }
  const texts = Map.groupBy(
    Object.entries(schemas).filter(([, { type, properties }]) => type === "object" && properties),
    ([, { examples: _, description: __, ...schema }]) => JSON.stringify(schema),
  );
  const equal = [...texts.values()].filter((same) => same.length > 1)
    .map((same) => same.map(([name]) => name));
  assertEquals(equal, []);
});

Deno.test("each group has an introduction, each operation a text and examples", () => {
  for (const { name, description } of document.tags) {
    assert(description.length > 60, name);
  }
  for (const { operationId, description, requestBody, ...rest } of operations) {
    if (/Alias\d*$/.test(operationId)) continue;
    const [text = "", facts] = description.split(/\n\n(?=(?:Limit|Errors): )/);
    assert(facts !== undefined && text.length > 20, `${operationId} has no text`);
    const body = requestBody?.content["application/json"];
    if (body) assert("example" in body || "examples" in body, `${operationId} has no request`);
    for (const { content } of successesOf(rest)) {
      const json = content?.["application/json"];
      if (json) assert("example" in json || "examples" in json, `${operationId}: no response`);
    }
  }
});

Deno.test("each text says when its operation refuses a valid request", () => {
  const groups = new Map(document.tags.map(({ name, description }) => [name, description]));
  const texts = new Map(operations.map(({ operationId, description }) => [
    operationId,
    description.split(/\n\n(?=(?:Limit|Errors): )/)[0]!,
  ]));
  for (const { operationId, tags: [group], "x-errors": errors } of operations) {
    if (/Alias\d*$/.test(operationId)) continue;
    const said = `${groups.get(group!)} ${[...withNamed(operationId, texts)].join(" ")}`;
    for (const code of Object.values(errors).flat()) {
      if (!REFUSALS.includes(code)) continue;
      assert(said.includes(`\`${code}\``), `${operationId} does not say when it gives ${code}`);
    }
  }
});

Deno.test("examples are valid, and have no property that their schema lacks", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", components: { schemas: closed(schemas) } });
  const validators = new Map<string, ValidateFunction>();
  const check = (schema: Json, value: unknown, name: string) => {
    const key = JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/');
    const validate = validators.get(key) ?? ajv.compile(JSON.parse(key));
    validators.set(key, validate);
    assert(validate(value), `${name}: ${ajv.errorsText(validate.errors)}`);
  };
  for (const [name, schema] of Object.entries(schemas)) {
    for (const example of (schema.examples as unknown[] | undefined) ?? []) {
      check({ $ref: `#/components/schemas/${name}` }, example, name);
    }
  }
  for (const { operationId, requestBody, ...rest } of operations) {
    const contents = [requestBody, ...successesOf(rest)].flatMap((part) =>
      Object.values(part?.content ?? {})
    );
    for (const { schema, ...given } of contents) {
      const values = [
        ...("example" in given ? [given.example] : []),
        ...Object.values(given.examples ?? {}).map(({ value }) => value),
      ];
      for (const value of values) check(schema, value, operationId);
    }
  }
});

/** Returns the text of an operation, and those of the operations that it names. */
function withNamed(id: string, texts: Map<string, string>, found = new Set<string>()) {
  const text = texts.get(id);
  if (text === undefined || found.has(text)) return found;
  found.add(text);
  for (const [, named] of text.matchAll(/`(\w+)`/g)) withNamed(named!, texts, found);
  return found;
}

function successesOf({ responses: all }: Pick<Operation, "responses">) {
  return Object.entries(all).filter(([status]) => status.startsWith("2"))
    .map(([, response]) =>
      response.$ref === undefined ? response : responses[response.$ref.split("/").at(-1)!]!
    );
}

/** Returns schemas that refuse unknown properties. */
function closed<T>(schema: T): T {
  return JSON.parse(
    JSON.stringify(schema),
    (_, part) =>
      part?.type === "object" && part.properties && part.additionalProperties === undefined
        ? { ...part, additionalProperties: false }
        : part,
  );
}

function assertNoObject(part: unknown, name: string, isSkipped = (_key: string) => false): void {
  if (typeof part !== "object" || part === null) return;
  const { type, properties } = part as Json;
  assert(type !== "object" || properties === undefined, `${name} has an object without a name`);
  for (const [key, inner] of Object.entries(part)) {
    if (!isSkipped(key)) assertNoObject(inner, name, isSkipped);
  }
}
