import { example, type Schema } from "./app/schema_example.ts";

/** A place in a JSON Schema that accepts a text; builds a value with a text there. */
export interface TextPlace {
  path: string;
  with(text: string): unknown;
}

/** A request with a text in one of its fields. */
export interface FieldOfRequest {
  name: string;
  request(text: string): { path: string; init: RequestInit };
}

interface Operation {
  parameters?: { $ref?: string; name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** An OpenAPI document, reduced to its fields. */
export interface FieldsDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

type Named = Record<string, Schema>;

/** Returns every place of every operation that accepts a text: path, query and bodies. */
export function fieldsOf({ paths, components }: FieldsDocument): FieldOfRequest[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      fieldsOfOperation(method.toUpperCase(), path, operation, components.schemas)
    )
  );
}

function fieldsOfOperation(method: string, path: string, operation: Operation, named: Named) {
  const name = `${method} ${path}`;
  const given = (operation.parameters ?? []).filter((parameter) => !parameter.$ref);
  const filled = (found: string, text?: string) =>
    path.replace(
      /\{(\w+)\}/g,
      (_, part) => encodeURIComponent(part === found ? text! : crypto.randomUUID()),
    );
  const inPath = given.filter((one) => one.in === "path").map((one) => ({
    name: `${name} (path) ${one.name}`,
    request: (text: string) => ({ path: filled(one.name, text), init: { method } }),
  }));
  const inQuery = given.filter((one) => one.in === "query").map((one) => ({
    name: `${name} (query) ${one.name}`,
    request: (text: string) => ({
      path: `${filled("")}?${one.name}=${encodeURIComponent(text)}`,
      init: { method },
    }),
  }));
  const inBody = Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, content]) =>
    textPlaces(content.schema, named).map((place) => ({
      name: `${name} (${type}) ${place.path}`,
      request: (text: string) => ({
        path: filled(""),
        init: { method, ...encoded(type, place.with(text)) },
      }),
    }))
  );
  return [...inPath, ...inQuery, ...inBody];
}

function textPlaces(schema: Schema, named: Named): TextPlace[] {
  if (schema.$ref) return textPlaces(named[schema.$ref.split("/").at(-1)!]!, named);
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches) return branches.flatMap((branch) => textPlaces(branch, named));
  if (schema.type === "string") return [{ path: "", with: (text) => text }];
  if (schema.type === "array") {
    return textPlaces(schema.items!, named)
      .map((place) => ({ path: `[]${place.path}`, with: (text) => [place.with(text)] }));
  }
  const whole = () => example(schema, named) as Record<string, unknown>;
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    textPlaces(property, named).map((place) => ({
      path: `.${name}${place.path}`,
      with: (text: string) => ({ ...whole(), [name]: place.with(text) }),
    }))
  );
}

function encoded(type: string, value: unknown): RequestInit {
  const fields = Object.entries(value as Record<string, unknown>);
  if (type === "multipart/form-data") {
    const form = new FormData();
    for (const [name, one] of fields) form.append(name, [one].flat()[0] as string);
    if (!form.has("image")) form.append("image", new File(["no picture"], "a.jpg"));
    return { body: form };
  }
  const body = type === "application/x-www-form-urlencoded"
    ? new URLSearchParams(value as Record<string, string>).toString()
    : JSON.stringify(value);
  return { headers: { "content-type": type }, body };
}
