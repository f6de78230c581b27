import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Column } from "./recorded_columns.ts";

/** A statement in the source that declares the type of its rows. */
export interface TypedStatement {
  /** Its file and line. */
  place: string;
  /** The texts between its parameters. */
  template: readonly string[];
  /** Returns how the columns of a result differ from the type. */
  differences(columns: readonly Column[]): string[];
}

type Scalar = "string" | "number" | "boolean" | "Date" | "Uint8Array" | "JSON";
type Value = Scalar | [Scalar];

/** The values that the driver makes of types, by OID (pg_type.dat); all others become strings. */
const VALUES: Record<number, Value> = {
  16: "boolean",
  17: "Uint8Array",
  21: "number",
  23: "number",
  26: "number",
  114: "JSON",
  700: "number",
  701: "number",
  1000: ["boolean"],
  1005: ["number"],
  1007: ["number"],
  1009: ["string"],
  1016: ["string"],
  1021: ["number"],
  1022: ["number"],
  1082: "Date",
  1114: "Date",
  1184: "Date",
  1185: ["Date"],
  2951: ["string"],
  3802: "JSON",
};
const FLAGS: Partial<Record<Scalar, ts.TypeFlags>> = {
  string: ts.TypeFlags.StringLike,
  number: ts.TypeFlags.NumberLike,
  boolean: ts.TypeFlags.BooleanLike,
};
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Reads the typed statements of some files with the TypeScript compiler. */
export function readTypedStatements(paths: readonly string[]): TypedStatement[] {
  const program = ts.createProgram(paths.map((path) => ROOT + path), {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const file = program.getSourceFile(ROOT + path)!;
    const statements: TypedStatement[] = [];
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!ts.isTaggedTemplateExpression(node) || !node.typeArguments) return;
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      const fields = fieldsOf(checker, node.typeArguments[0]!);
      statements.push({
        place: `${path}:${line + 1}`,
        template: textsOf(node.template),
        differences: (columns) => differences(checker, fields, columns),
      });
    };
    visit(file);
    return statements;
  });
}

function textsOf(template: ts.TemplateLiteral): string[] {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return [template.text];
  return [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
}

type Fields = Map<string, { types: ts.Type[]; isOptional: boolean }>;

/** Returns the fields of rows. If rows have several types, a field has its types in all of them. */
function fieldsOf(checker: ts.TypeChecker, rows: ts.TypeNode): Fields {
  const row = checker.getTypeFromTypeNode(rows).getNumberIndexType();
  const symbols = row ? partsOf(row).flatMap((part) => part.getProperties()) : [];
  return new Map(
    Map.groupBy(symbols, ({ name }) => name).entries().map(([name, same]) => [name, {
      types: same.flatMap((symbol) => partsOf(checker.getTypeOfSymbol(symbol))),
      isOptional: same.some(({ flags }) => flags & ts.SymbolFlags.Optional),
    }]),
  );
}

function differences(
  checker: ts.TypeChecker,
  fields: Fields,
  columns: readonly Column[],
): string[] {
  const names = new Set(columns.map(({ name }) => name));
  const missing = [...fields].filter(([name, field]) => !field.isOptional && !names.has(name));
  return [
    ...missing.map(([name]) => `${name} is no column`),
    ...columns.flatMap(({ name, type }) => {
      const field = fields.get(name);
      if (!field) return [`${name} is no field`];
      const value = VALUES[type] ?? "string";
      if (fits(checker, field.types, value)) return [];
      const declared = field.types.map((one) => checker.typeToString(one)).join(" | ");
      return [`${name} is ${declared}, not ${value} (${type})`];
    }),
  ];
}

/**
 * Returns whether a field of these types may hold a value. Results do not show which columns may be
 * null.
 */
function fits(checker: ts.TypeChecker, types: readonly ts.Type[], value: Value): boolean {
  const some = types.filter(({ flags }) => !(flags & ts.TypeFlags.Null));
  if (value === "JSON") return some.every((type) => isJson(checker, type));
  return some.length === 0 || some.some((type) => {
    if (typeof value === "string") return isScalar(type, value);
    return checker.isArrayType(type) &&
      fits(checker, partsOf(type.getNumberIndexType()!), value[0]);
  });
}

function isScalar(type: ts.Type, value: Scalar): boolean {
  const flag = FLAGS[value];
  if (flag === undefined) return type.symbol?.name === value;
  // A branded string is a string and an object.
  const parts = type.isIntersection() ? type.types : [type];
  return parts.some(({ flags }) => flags & flag);
}

/**
 * Returns whether JSON can hold a type: it has no dates. A type that the compiler cannot resolve is
 * `any`.
 */
function isJson(checker: ts.TypeChecker, type: ts.Type, outer: readonly ts.Type[] = []): boolean {
  if (outer.includes(type)) return true;
  if (type.flags & ts.TypeFlags.Any || type.symbol?.name === "Date") return false;
  const inner = type.isUnionOrIntersection()
    ? type.types
    : checker.isArrayType(type)
    ? [type.getNumberIndexType()!]
    : type.flags & ts.TypeFlags.Object
    ? type.getProperties().map((property) => checker.getTypeOfSymbol(property))
    : [];
  return inner.every((one) => isJson(checker, one, [...outer, type]));
}

function partsOf(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
