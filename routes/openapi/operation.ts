import type { ErrorCode } from "../../lib/errors.ts";
import type { Route } from "../http/endpoint.ts";
import { STATUS } from "../http/errors.ts";
import { grantErrorSchema } from "../http/grant_errors.ts";
import { isRepeatable } from "../http/idempotency.ts";
import type { Json, SchemaWriter } from "./schemas.ts";
import { SEEN_HEADER } from "../http/seen.ts";
import { grantAnswerSchema } from "../accounts/password_grant.ts";

const REQUEST_ID = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };
const WRITTEN = { ...REQUEST_ID, [SEEN_HEADER]: { $ref: "#/components/headers/Seen" } };
const LIMITS = Object.fromEntries(
  ["Limit", "Remaining", "Reset"].map((name) => [
    `RateLimit-${name}`,
    { $ref: `#/components/headers/RateLimit${name}` },
  ]),
);
const RETRY_AFTER = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };

/** Returns a route as an OpenAPI operation. */
export function operationOf(route: Route, schemas: SchemaWriter): Json {
  const parameters = parametersOf(route, schemas);
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...(route.permission ? { "x-permission": route.permission } : {}),
    ...(route.needsProof ? { "x-needs-proof": true } : {}),
    ...(route.considers ? { "x-permissions-considered": route.considers } : {}),
    ...(route.limit === "none" ? {} : { "x-rate-limit": route.limit }),
    tags: [tagOf(route.path)],
    security: securityOf(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: bodyOf(route, schemas) } : {}),
    responses: { ...answerOf(route, schemas), ...refusalsOf(route, schemas) },
  };
}

/** Converts a Hono path to the syntax of OpenAPI. */
export function pathOf(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}");
}

/** Returns the tag (the group) of a path. */
export function tagOf(path: string): string {
  const [first = ""] = segmentsOf(path);
  if (first === "s") return "share-links";
  return /^\/api\//.test(path) ? first : "operations";
}

function securityOf({ auth = "required", scopes }: Route): Json[] {
  if (auth === "none") return [];
  const session = [{ bearer: [] }, { password: [] }];
  const token = scopes === null ? [] : [{ apiToken: scopes }];
  return [...(auth === "optional" ? [{}] : []), ...session, ...token];
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\/api\/v\d+/, "").split("/").filter((segment) => segment !== "");
}

/** Builds the id of an operation: `GET /users/:id/posts` is `getUsersByIdPosts`. */
function operationIdOf({ method, path }: Route): string {
  const words = segmentsOf(path).map((segment) =>
    segment.replace(/^:(\w+).*$/, "by-$1").split(/[^A-Za-z0-9]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
  );
  return method + (words.join("") || "Root");
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
    .map(({ name, schema, isRequired: required }) => ({ name, in: "query", required, schema }));
  const repeatable = isRepeatable(route)
    ? [{ $ref: "#/components/parameters/IdempotencyKey" }]
    : [];
  const seen = tagOf(route.path) === "operations" ? [] : [{ $ref: "#/components/parameters/Seen" }];
  return [...inPath, ...inQuery, ...repeatable, ...seen];
}

function bodyOf({ body, bodyType, grant }: Route, schemas: SchemaWriter): Json {
  const type = bodyType === "multipart" ? "multipart/form-data" : "application/json";
  const required = !body!.safeParse(undefined).success;
  const form = grant
    ? { "application/x-www-form-urlencoded": { schema: schemas.write(grant) } }
    : {};
  return { required, content: { [type]: { schema: schemas.write(body!) }, ...form } };
}

function answerOf(
  { method, response, grant, status = 200, statusIfExisting, contentType }: Route,
  schemas: SchemaWriter,
): Json {
  const headers = method === "get" ? REQUEST_ID : WRITTEN;
  if (response) {
    const envelope = {
      type: "object",
      properties: { success: { const: true }, data: schemas.write(response) },
      required: ["success", "data"],
    };
    const other = contentType ? { [contentType]: { schema: { type: "string" } } } : {};
    const schema = grant ? { anyOf: [envelope, schemas.write(grantAnswerSchema)] } : envelope;
    const content = { "application/json": { schema }, ...other };
    const existing = statusIfExisting === undefined
      ? {}
      : { [statusIfExisting]: { description: "It existed before", headers, content } };
    return { ...existing, [status]: { description: DESCRIPTION[status], headers, content } };
  }
  if (!contentType) return { 204: { description: "No content", headers } };
  const other = /^(\d{3}): (.+)$/.exec(contentType);
  if (other) return { [other[1]!]: { description: other[2]!, headers } };
  const content = { [contentType]: { schema: { type: "string" } } };
  return { [status]: { description: DESCRIPTION[status], headers, content } };
}

const DESCRIPTION = { 200: "OK", 201: "Created", 202: "Accepted; the work continues" } as const;

/** Returns the failures of a route by status, each with its codes. */
function refusalsOf(route: Route, schemas: SchemaWriter): Json {
  const byStatus = Map.groupBy(codesOf(route, schemas), (code) => STATUS[code]);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(statuses.map(([status, codes]) => [status, {
    description: codes.map((code) => `\`${code}\``).join(", "),
    headers: HEADERS_OF[status] ?? REQUEST_ID,
    content: {
      "application/json": { schema: refusalOf(route, status, schemas) },
      ...(status === 404 && route.showsMissing ? { "text/html": { schema: PAGE } } : {}),
    },
  }]));
}

const PAGE = { type: "string" };

/** Returns the error schema of a route. Errors of a form are OAuth's, with fewer statuses. */
function refusalOf({ grant }: Route, status: number, schemas: SchemaWriter): Json {
  const isOfGrants = status === 400 || (status >= 413 && status !== 422);
  if (!grant || !isOfGrants) return schemas.error();
  return { anyOf: [schemas.error(), schemas.write(grantErrorSchema)] };
}

const HEADERS_OF: Record<number, Json> = {
  429: { ...REQUEST_ID, ...RETRY_AFTER, ...LIMITS },
  503: { ...REQUEST_ID, ...RETRY_AFTER },
};

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
