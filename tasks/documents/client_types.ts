import openapiTypes, { astToString } from "openapi-typescript";

const HEAD = "// Made by `deno task openapi`. Do not edit.\n\n";
/** Lines that say what something does not have, or what its type says already. */
const NOISE = [
  /^ *\w+\??: never;\n/gm,
  /^ *parameters: \{\n *\};\n/gm,
  /^ *headers: \{\n *\[name: string\]: unknown;\n *\};\n/gm,
  /^export type [\w$]+ = Record<string, never>;\n/gm,
  /^ *\/\*\* (?:@constant|@enum \{\w+\}|Format: [\w-]+) \*\/\n/gm,
  /^ *\* (?:@constant|@enum \{\w+\}|Format: [\w-]+)\n/gm,
  / & \(unknown(?: & unknown)*\)/g,
  /^ *success: true;\n/gm,
];
/** The last paragraph of an operation's description; the reference has it too. */
const LIMITS_AND_ERRORS = /\s*\b(?:Limit|Errors): [^\n]*$/;
/** An object type with one member, on three lines. */
const SINGLE_MEMBER = /^( *)([^\n]*\{)\n *([^\n]*;)\n *(\};?)$/gm;
const LINE_WIDTH = 120;

type Json = Record<string, unknown>;

/** Returns the types of an OpenAPI document, as `sdk/typescript/src/schema.ts` has them. */
export async function clientTypes(document: object): Promise<string> {
  const typed = JSON.parse(JSON.stringify(document, withoutUntyped));
  const types = astToString(await openapiTypes(typed, { defaultNonNullable: false }));
  return HEAD + folded(NOISE.reduce((text, noise) => text.replace(noise, ""), types));
}

/** Returns the text with each small object type on one line. */
function folded(text: string): string {
  const shorter = text.replace(SINGLE_MEMBER, (whole, indent, start, member, end) => {
    const line = `${indent}${start} ${member} ${end}`;
    return line.length > LINE_WIDTH ? whole : line;
  });
  return shorter === text ? text : folded(shorter);
}

/**
 * Leaves out examples, which the reference has, other names of the same operation, and headers,
 * which the client itself handles.
 */
function withoutUntyped(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const json = withoutExamples(value as Json);
  if ("schemas" in json && "responses" in json) return { ...json, parameters: {}, headers: {} };
  if (isOperation(json)) return operation(json);
  if (Object.values(json).some(isOperation)) return withoutAliases(json);
  if (typeof json.description === "string" && "headers" in json) return response(json);
  return json;
}

/** Keeps an object named `examples` that is not in a body: it is a property, not a list of examples. */
function withoutExamples({ example, examples, ...json }: Json): Json {
  if ("schema" in json) return json;
  return {
    ...json,
    ...(example === undefined ? {} : { example }),
    ...(examples === undefined || Array.isArray(examples) ? {} : { examples }),
  };
}

function isOperation(value: unknown): value is Json & { operationId: string } {
  return typeof value === "object" && value !== null && "operationId" in value;
}

function withoutAliases(path: Json): Json {
  return Object.fromEntries(
    Object.entries(path)
      .filter(([, value]) => !isOperation(value) || !value.operationId.endsWith("Alias")),
  );
}

function operation({ operationId: _, ...json }: Json): Json {
  const { parameters = [], responses } = json as { parameters?: Json[]; responses: Json };
  const { "5XX": _unlikely, ...typed } = responses;
  return {
    ...json,
    description: String(json.description ?? "").replace(LIMITS_AND_ERRORS, "") || undefined,
    parameters: parameters.filter((parameter) => !("$ref" in parameter)),
    responses: typed,
  };
}

function response({ headers: _, ...json }: Json): Json {
  return { ...json, description: undefined };
}
