import type { ErrorCode } from "../../lib/errors.ts";
import { RATE_LIMITS } from "../../domain/limits.ts";
import type { Route } from "../http/endpoint.ts";
import { isRepeatable } from "../http/idempotency.ts";
import { examplesJson, type OperationText } from "./reference.ts";
import { byStatus, type ResponseWriter } from "./responses.ts";
import type { Json } from "./json.ts";
import type { SchemaWriter } from "./schemas.ts";

/** The writers of a document, which gather its named parts. */
export interface Writers {
  schemas: SchemaWriter;
  responses: ResponseWriter;
}

/** Returns a route as an OpenAPI operation. */
export function operationOf(route: Route, text: OperationText, writers: Writers): Json {
  const { schemas, responses } = writers;
  const parameters = parametersOf(route, schemas);
  const errors = byStatus(codesOf(route, schemas));
  return {
    operationId: text.id,
    summary: route.summary,
    description: descriptionOf(route, text, errors),
    ...(route.permission ? { "x-permission": route.permission } : {}),
    ...(route.needsProof ? { "x-needs-proof": true } : {}),
    ...(route.considers ? { "x-permissions-considered": route.considers } : {}),
    ...(route.limit === "none" ? {} : { "x-rate-limit": route.limit }),
    ...(route.auth !== "none" && route.scopes ? { "x-token-scopes": route.scopes } : {}),
    "x-errors": errors,
    tags: [text.group],
    security: securityOf(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: bodyOf(route, text, schemas) } : {}),
    responses: responses.of(route, text),
  };
}

/** Returns the written text, with the limits and the errors that the code knows. */
function descriptionOf(
  route: Route,
  { description }: OperationText,
  errors: Record<string, ErrorCode[]>,
): string {
  const codes = Object.entries(errors)
    .map(([status, codes]) => `${status} ${codes.map((code) => `\`${code}\``).join(", ")}`);
  const limit = route.limit === "none" ? "" : limitOf(route.limit) + " ";
  const facts = `${limit}Errors: ${codes.join("; ")}.`;
  return description === "" ? facts : `${description}\n\n${facts}`;
}

function limitOf(name: keyof typeof RATE_LIMITS): string {
  const { perUser, perAddress, seconds } = RATE_LIMITS[name];
  const time = seconds === 60 ? "a minute" : `in ${seconds / 60} minutes`;
  const others = perAddress === perUser ? "" : `, ${perAddress} without a token`;
  return `Limit: ${perUser} requests of the class \`${name}\` ${time}${others}.`;
}

/** Converts a Hono path to the syntax of OpenAPI. */
export function pathOf(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}");
}

function securityOf({ auth = "required", scopes }: Route): Json[] {
  if (auth === "none") return [];
  const session = [{ bearer: [] }, { password: [] }];
  const token = scopes === null ? [] : [{ apiToken: [] }];
  return [...(auth === "optional" ? [{}] : []), ...session, ...token];
}

function parametersOf(route: Route, schemas: SchemaWriter): Json[] {
  const known = new Map(
    schemas.properties(route.params).map(({ name, schema }) => [name, schema]),
  );
  const names = [...pathOf(route.path).matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const inPath = names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: known.get(name) ?? { type: "string" },
  }));
  const inQuery = schemas.properties(route.query)
    .map(({ name, schema, isRequired: required }) => (
      { name, in: "query", required, schema: asFlag(schema) }
    ));
  const repeatable = isRepeatable(route)
    ? [{ $ref: "#/components/parameters/IdempotencyKey" }]
    : [];
  return [...inPath, ...inQuery, ...repeatable];
}

/** Returns a flag of a query as a boolean, which generated clients write as such. */
function asFlag(schema: Json): Json {
  if (JSON.stringify(schema.enum) !== '["true","false"]') return schema;
  const { enum: _, default: usual, ...rest } = schema;
  return {
    ...rest,
    type: "boolean",
    ...(usual === undefined ? {} : { default: usual === "true" }),
  };
}

function bodyOf(
  { body, bodyType, grant }: Route,
  { id, requests }: OperationText,
  schemas: SchemaWriter,
): Json {
  const type = bodyType === "multipart" ? "multipart/form-data" : "application/json";
  const required = !body!.safeParse(undefined).success;
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  const form = grant
    ? { "application/x-www-form-urlencoded": { schema: schemas.write(grant, `${name}Form`) } }
    : {};
  const schema = schemas.write(body!, `${name}Body`);
  return { required, content: { [type]: { schema, ...examplesJson(requests) }, ...form } };
}

function codesOf(route: Route, schemas: SchemaWriter): Set<ErrorCode> {
  const codes = new Set<ErrorCode>();
  if (route.query || route.body) codes.add("validation_failed");
  if (schemas.properties(route.query).some(({ name }) => name === "cursor")) {
    codes.add("invalid_cursor");
  }
  if (route.body) {
    if (route.bodyType !== "multipart") codes.add("malformed_json");
    codes.add("payload_too_large").add("unsupported_media_type");
  }
  if (route.auth !== "none") codes.add("unauthenticated").add("token_expired");
  if (route.permission || route.auth !== "none") codes.add("forbidden");
  if (route.params) codes.add("not_found");
  if (isRepeatable(route)) codes.add("validation_failed").add("idempotency_key_reused");
  if (route.limit !== "none") codes.add("rate_limited");
  for (const code of route.errors ?? []) codes.add(code);
  return codes.add("internal").add("unavailable");
}
