import type { Json } from "./json.ts";

/** The parts of a document that examples are made of. */
export interface ExampleSources {
  /** Returns the named schema. */
  schemaOf(name: string): Json;
  /** Returns the written example of a named schema, or undefined. */
  exampleOf(name: string): unknown;
  /** Values by the name of a property, or by `Schema.property` where a schema has its own. */
  values: Readonly<Record<string, unknown>>;
}

/** The place of a schema in a document: the named schema around it, and its property there. */
interface Place {
  owner: string;
  property: string;
  /** The named schemas around it. A schema within itself has no example there. */
  within: readonly string[];
}

const TIME = "2026-05-04T06:12:00.000Z";
/** The times of an example that lie after its others. */
const LATER = "2026-06-03T06:12:00.000Z";

/**
 * Returns an example of a schema, made of the examples of the schemas in it and of the values of
 * properties. Optional properties are left out. Returns undefined if a text has no value.
 */
export function exampleOf(
  schema: Json,
  sources: ExampleSources,
  place: Place = { owner: "", property: "", within: [] },
): unknown {
  if (typeof schema.$ref === "string") return exampleOfNamed(schema.$ref, sources, place);
  if ("const" in schema) return schema.const;
  const value = valueOf(sources, place);
  if (Array.isArray(schema.enum)) return schema.enum.includes(value) ? value : schema.enum[0];
  const variants = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (value === null && variants?.some(({ type }) => type === "null")) return null;
  const [variant] = variants?.filter(({ type }) => type !== "null") ?? [];
  if (variant) return exampleOf(variant, sources, place);
  if (value === null && Array.isArray(schema.type) && schema.type.includes("null")) return null;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "array": {
      const item = exampleOf(schema.items as Json, sources, place);
      return item === undefined ? [] : [item];
    }
    case "object":
      return exampleOfObject(schema, sources, place);
    case "boolean":
      return value === true;
    case "integer":
    case "number":
      return typeof value === "number" ? value : schema.minimum ?? 1;
    case "string":
      return typeof value === "string" ? value : textOf(schema, place);
    default:
      return value ?? {};
  }
}

function exampleOfNamed(reference: string, sources: ExampleSources, place: Place): unknown {
  const name = reference.split("/").at(-1)!;
  if (name === "Id") return idOf(place.property);
  if (name === "Time") return textOf({ format: "date-time" }, place);
  if (place.within.includes(name)) return undefined;
  const within = [...place.within, name];
  return sources.exampleOf(name) ??
    exampleOf(sources.schemaOf(name), sources, { owner: name, property: place.property, within });
}

function exampleOfObject(schema: Json, sources: ExampleSources, place: Place): unknown {
  if (!schema.properties) {
    const { propertyNames, additionalProperties } = schema as { [name: string]: Json };
    const [key = "name"] = (propertyNames?.enum as string[] | undefined) ?? [];
    if (typeof additionalProperties !== "object") return {};
    return { [key]: exampleOf(additionalProperties, sources, place) };
  }
  const required = new Set(schema.required as string[] | undefined);
  const entries = Object.entries(schema.properties as Record<string, Json>)
    .filter(([property]) => required.has(property))
    .map(([property, part]) => [property, exampleOf(part, sources, { ...place, property })]);
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

function valueOf({ values }: ExampleSources, { owner, property }: Place): unknown {
  const own = `${owner}.${property}`;
  return own in values ? values[own] : values[property];
}

function textOf({ format }: Json, { property }: Place): string | undefined {
  if (format === "uuid") return idOf(property);
  if (format === "date-time") return /until|expires|after/i.test(property) ? LATER : TIME;
  return undefined;
}

/** Returns the id that all properties of a name share, so that examples fit to each other. */
function idOf(property: string): string {
  const name = property.replace(/^(parent|last|owner|sender|reporter|actor)/, "").toLowerCase();
  let number = 0;
  for (const letter of name) number = (number * 31 + letter.charCodeAt(0)) % 0xffff;
  return `0199a1b2-${number.toString(16).padStart(4, "0")}-7000-8000-000000000001`;
}
