import type postgres from "postgres";

/** Writes one element as text, and reads it from text. */
interface Element {
  serialize?(value: unknown): string;
  parse?(text: string): unknown;
}

/**
 * The array types of statements. Their numbers are the same in every PostgreSQL (pg_type.dat). By
 * default the driver asks for them on each new connection. If the server stops before it answers,
 * that ends the program, because nobody awaits the answer.
 */
export const arrayTypes: Record<string, postgres.PostgresType> = {
  booleans: arrayOf(1000, { parse: (text) => text === "t" }),
  smallints: arrayOf(1005, { parse: Number }),
  integers: arrayOf(1007, { parse: Number }),
  texts: arrayOf(1009),
  bigints: arrayOf(1016),
  reals: arrayOf(1021, { parse: Number }),
  doubles: arrayOf(1022, { parse: Number }),
  timestamps: arrayOf(1185, {
    serialize: (value) => value instanceof Date ? value.toISOString() : String(value),
    parse: (text) => new Date(text),
  }),
  uuids: arrayOf(2951),
};

function arrayOf(number: number, element: Element = {}): postgres.PostgresType {
  const { serialize = String, parse = String } = element;
  return {
    to: number,
    from: [number],
    serialize: (values: readonly unknown[]) => arrayText(values, serialize),
    parse: (text: string) => parseArray(text).map((one) => one === null ? null : parse(one)),
  };
}

function arrayText(values: readonly unknown[], serialize: (value: unknown) => string): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  return `{${values.map((one) => one === null ? "NULL" : quoted(serialize(one))).join(",")}}`;
}

// An element of the text of a flat array (PostgreSQL, 8.15.6): in quotes with escapes, or bare.
const ELEMENT = /"([^"\\]*(?:\\.[^"\\]*)*)"|[^,{}"]+/gsu;

function parseArray(text: string): (string | null)[] {
  return Array.from(text.matchAll(ELEMENT), ([bare, quoted]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/gsu, "$1");
    return bare === "NULL" ? null : bare;
  });
}
