import { PASSWORD } from "../people/person.ts";

/** A JSON Schema, reduced to what examples need. */
export interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: unknown;
}
/**
 * Returns a minimal value that a schema accepts. It has no unknown keys, which would be refused.
 */
export function example(schema: Schema, named: Record<string, Schema>): unknown {
  if (schema.$ref) return example(named[schema.$ref.split("/").at(-1)!]!, named);
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (choice) return example(choice, named);
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object": {
      const required = schema.required ?? [];
      return Object.fromEntries(
        required.map((name) => [name, example(schema.properties![name]!, named)]),
      );
    }
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => example(schema.items!, named));
    case "boolean":
      return true;
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    default:
      if (schema.format === "email") return "somebody@example.com";
      if (schema.format === "uuid" || schema.pattern?.includes("0-9a-f")) {
        return crypto.randomUUID();
      }
      return PASSWORD.slice(0, Math.max(schema.minLength ?? 0, 12));
  }
}
