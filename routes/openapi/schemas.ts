import { z } from "zod";
import { ERROR_CODES } from "../../lib/errors.ts";
import type { Json } from "./json.ts";
import type { Reference } from "./reference.ts";

const errorSchema = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }).meta({ id: "ErrorDetails" }),
}).meta({ id: "Error" });

/** Names for an object that has none, the best one first. */
type Names = readonly string[];

/**
 * Writes zod schemas as JSON Schemas, and gathers the objects in them by name. A name is given with
 * `.meta({ id })`, or is made of where the object occurs. Equal objects have one name.
 */
export class SchemaWriter {
  readonly #reference: Reference;
  readonly #named = new Map<string, Json>();

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  /** Returns the JSON Schema of data that clients send or get. Objects get one of the names. */
  write(schema: z.ZodType, ...names: Names): Json {
    const { $schema: _, ...written } = z.toJSONSchema(schema, WRITING);
    const text = JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $defs = {}, ...rest } = JSON.parse(text) as Json & { $defs?: Record<string, Json> };
    for (const [id, { id: _, ...named }] of Object.entries($defs)) {
      if (this.#extracted.has(id)) throw new Error(`The name ${id} was given to another schema`);
      if (!this.#named.has(id)) this.#add(id, named);
    }
    return names.length === 0 ? rest : this.#extract(rest, names);
  }

  /** Returns the named schema of a response with this data. */
  envelope(name: string, data: Json): Json {
    const envelope = {
      type: "object",
      properties: { success: { type: "boolean", description: "Always true." }, data },
      required: ["success", "data"],
    };
    return this.#extract(envelope, [name]);
  }

  /** Returns the schema of all error responses. */
  error(): Json {
    return this.write(errorSchema);
  }

  /** Returns the named schemas that were used so far, by name. */
  named(): Record<string, Json> {
    const described = [...this.#named].map(([name, schema]) => {
      const text = this.#reference.schemas.get(name);
      return [name, {
        ...(text ? { description: text.description } : {}),
        ...schema,
        ...(text && "example" in text ? { examples: [text.example] } : {}),
      }] as const;
    });
    return Object.fromEntries(described.sort(([a], [b]) => a < b ? -1 : 1));
  }

  /** Values of properties in examples. */
  get values(): Record<string, unknown> {
    return this.#reference.values;
  }

  /** Returns a named schema. */
  schemaOf(name: string): Json {
    return this.#named.get(name)!;
  }

  /** Returns the written example of a named schema, or undefined. */
  exampleOf(name: string): unknown {
    return this.#reference.schemas.get(name)?.example;
  }

  /** Returns the properties of an object's schema, whether or not the schema has a name. */
  properties(schema: z.ZodType | undefined): { name: string; schema: Json; isRequired: boolean }[] {
    if (schema === undefined) return [];
    const { properties = {}, required = [] } = this.write(schema) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties)
      .map(([name, schema]) => ({ name, schema, isRequired: required.includes(name) }));
  }

  #add(name: string, schema: Json) {
    // The name is taken before the parts of the schema get theirs.
    this.#named.set(name, schema);
    this.#named.set(name, this.#withNamedParts(schema, name));
  }

  /** Returns a schema with references in place of the objects in it. */
  #extract(schema: Json, names: Names): Json {
    const [name = "", ...others] = names;
    if (!isObject(schema)) return this.#withNamedParts(schema, names.at(-1) ?? name);
    const text = JSON.stringify(schema);
    for (const [known, { text: other }] of this.#extracted) {
      if (other === text) return { $ref: `#/components/schemas/${known}` };
    }
    const free = [name, ...others].find((one) => !this.#named.has(one)) ?? this.#numbered(name);
    this.#extracted.set(free, { text });
    this.#add(free, schema);
    return { $ref: `#/components/schemas/${free}` };
  }

  readonly #extracted = new Map<string, { text: string }>();

  #numbered(name: string): string {
    let at = 2;
    while (this.#named.has(`${name}${at}`)) at++;
    return `${name}${at}`;
  }

  #withNamedParts(schema: Json, name: string): Json {
    return mapParts(schema, (part, suffix) => this.#extract(part, [name + suffix]));
  }
}

/** Whether a schema is of an object with known properties. */
function isObject(schema: Json): boolean {
  return schema.type === "object" && schema.properties !== undefined;
}

/** Returns a schema with its parts changed. The suffix of a part says where it occurs. */
function mapParts(schema: Json, change: (part: Json, suffix: string) => Json): Json {
  const changed: Json = { ...schema };
  if (schema.properties) {
    changed.properties = Object.fromEntries(
      Object.entries(schema.properties as Record<string, Json>).map(([name, part]) => [
        name,
        change(part, capital(part.type === "array" ? singular(name) : name)),
      ]),
    );
  }
  for (const key of ["items", "additionalProperties"]) {
    const part = schema[key];
    if (typeof part === "object" && part !== null) changed[key] = change(part as Json, "");
  }
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const parts = schema[key] as Json[] | undefined;
    if (parts) changed[key] = parts.map((part) => change(part, variantOf(part)));
  }
  return changed;
}

/** Names a variant of a union by the constants that tell it from the others. */
function variantOf({ properties = {} }: { properties?: Record<string, Json> }): string {
  const constants = Object.values(properties).map((property) => property.const)
    .filter((value) => typeof value === "string");
  return constants.map((value) => value.split(/[^A-Za-z]+/).map(capital).join("")).join("");
}

function singular(word: string): string {
  return word.replace(/ies$/, "y").replace(/(?<!s)s$/, "");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const WRITING = {
  io: "input",
  unrepresentable: "any",
  override: ({ jsonSchema }: { jsonSchema: Json }) => {
    if (jsonSchema.format === "uuid" || jsonSchema.format === "date-time") {
      delete jsonSchema.pattern;
    }
    // Generators write a constant that is no text as an enumeration, which does not compile.
    if (typeof jsonSchema.const === "boolean") {
      jsonSchema.description ??= `Always ${jsonSchema.const}.`;
      delete jsonSchema.const;
    }
    const choices = jsonSchema.enum as unknown[] | undefined;
    if (choices?.every(Number.isInteger)) jsonSchema.type = "integer";
    // The keys of a record are optional, and no properties.
    if (jsonSchema.propertyNames !== undefined) delete jsonSchema.required;
    // These are the bounds of all integers in JavaScript.
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const;
