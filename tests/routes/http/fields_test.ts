import { assertEquals } from "@std/assert";
import { z } from "zod";
import { Api } from "../../../routes/http/api.ts";
import { safe } from "../../../routes/http/fields.ts";
import { apiRoutes } from "../../../routes/mod.ts";
import { clientFrameSchema } from "../../../routes/realtime/frames.ts";
import { startApp } from "../../helpers/app/app.ts";

Deno.test("every text of a request is bounded and checked before anything reads it, and ids have one form", async () => {
  await using app = await startApp();
  const api = new Api(app.ctx);
  apiRoutes(api);
  const found: string[] = faultsIn(clientFrameSchema, "frame");
  for (const route of api.routes) {
    for (const part of ["params", "query", "body", "grant"] as const) {
      const name = `${route.method} ${route.path} ${part}`;
      if (route[part]) found.push(...faultsIn(route[part], name));
    }
  }
  assertEquals(found, []);
});

Deno.test("the check of schemas finds unbounded texts", () => {
  const late = z.string().trim().max(10).check(safe);
  for (
    const schema of [
      z.string(),
      z.email(),
      z.uuid(),
      late,
      z.array(z.boolean()),
      z.record(z.string(), z.int()),
    ]
  ) {
    assertEquals(faultsIn(z.object({ given: schema.optional() }), "it").length, 1);
  }
});

/**
 * Returns the parts of a schema that read a text or a list before they know that it is short
 * enough.
 */
function faultsIn(schema: z.core.$ZodType, path: string): string[] {
  const { def } = schema._zod as z.core.$ZodTypes["_zod"];
  switch (def.type) {
    case "string":
      return isBounded(def) ? [] : [`${path}: a text without bounds`];
    case "array": {
      const isShort = def.checks?.some(({ _zod }) => _zod.def.check === "max_length");
      return [
        ...isShort ? [] : [`${path}: an endless list`],
        ...faultsIn(def.element, `${path}[]`),
      ];
    }
    case "object":
      return [
        ...Object.entries(def.shape).flatMap(([name, one]) => faultsIn(one, `${path}.${name}`)),
        ...def.catchall && def.catchall._zod.def.type !== "never" ? [`${path}: any fields`] : [],
      ];
    case "union":
      return def.options.flatMap((option) => faultsIn(option, path));
    case "pipe":
      return faultsIn(def.in, path);
    case "record":
      return [
        ...def.keyType._zod.def.type === "enum" ? [] : [`${path}: any names`],
        ...faultsIn(def.valueType, `${path}.*`),
      ];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return faultsIn(def.innerType, path);
    case "number":
    case "boolean":
    case "literal":
    case "enum":
    case "null":
    case "file":
    case "transform":
      return [];
    default:
      return [`${path}: a ${def.type}, of which this test knows nothing`];
  }
}

/**
 * The length of a text is checked first, then its marks. An id has a pattern of fixed length and
 * becomes lower case, so that it has one form.
 */
function isBounded(def: z.core.$ZodTypeDef): boolean {
  if ("format" in def && (def.format === "uuid" || def.format === "guid")) {
    return def.checks?.some(({ _zod }) => _zod.def.check === "overwrite") ?? false;
  }
  const [first, second] = def.checks ?? [];
  const length = first?._zod.def as z.core.$ZodCheckMaxLengthDef | undefined;
  return !("format" in def) && length?.check === "max_length" && length.abort === true &&
    second === safe;
}
