import type { Json } from "./json.ts";
import type { SchemaWriter } from "./schemas.ts";

/**
 * Returns an example of a schema, made of the examples of the named schemas in it. Returns
 * undefined if a part has neither an example nor a constant value.
 */
export function exampleOf(schema: Json, schemas: SchemaWriter): unknown {
  if (typeof schema.$ref === "string") {
    return schemas.exampleOf(schema.$ref.split("/").at(-1)!);
  }
  if ("const" in schema) return schema.const;
  if ("example" in schema) return schema.example;
  if (schema.type === "array") {
    const item = exampleOf(schema.items as Json, schemas);
    return item === undefined ? undefined : [item];
  }
  if (schema.type !== "object" || !schema.properties) return undefined;
  const properties = Object.entries(schema.properties as Record<string, Json>)
    .map(([name, property]) => [name, exampleOf(property, schemas)] as const);
  if (properties.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(properties);
}
