import type { Route } from "../http/endpoint.ts";
import { operationOf, pathOf, tagOf } from "./operation.ts";
import { type Json, SchemaWriter } from "./schemas.ts";

const INFO = {
  title: "Tintype",
  version: "1",
  description:
    "A photo-first social backend. Every answer carries `X-Request-Id`; lists are read " +
    "by following `pagination.nextCursor`; live events come over `/api/v1/ws` or `/api/v1/events`. " +
    "`RateLimit-*` headers say how a limit stands. A device that signs in again may show its last " +
    "refresh token in `X-Device-Token`: others' wrong guesses then do not stop it. " +
    "A path refuses methods that it does not list with 405 and `Allow`; HEAD is answered as GET " +
    "is, and OPTIONS says what a path takes. A `Host` that is not `host[:port]` gets 400.",
};

/** Returns the OpenAPI document of these routes, in their order. */
export function openapiDocument(routes: readonly Route[]): Json {
  const schemas = new SchemaWriter();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const operations = paths[pathOf(route.path)] ??= {};
    operations[route.method] = operationOf(route, schemas);
  }
  const tags = [...new Set(routes.map((route) => tagOf(route.path)))].map((name) => ({ name }));
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/" }],
    tags,
    paths,
    components: {
      schemas: schemas.named(),
      securitySchemes: SECURITY_SCHEMES,
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      headers: HEADERS,
    },
  };
}

const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a session: it may do everything that its user may",
  },
  password: {
    type: "oauth2",
    description: "The same token, as OAuth clients get it: by the password grant",
    flows: { password: { tokenUrl: "/api/v1/auth/login", scopes: {} } },
  },
  apiToken: {
    type: "http",
    scheme: "bearer",
    description: "A personal API token, issued by `POST /api/v1/auth/token`. Its scopes: `read` " +
      "reads, `write` changes, and `staff` beside one of them uses what the roles of its user " +
      "permit (`x-permission`). A route that does not list this scheme takes sessions only: no " +
      "token issues tokens, changes how its user signs in or gives roles.",
  },
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A UUID of your making: a repeat within 24 hours gets the first answer",
  schema: { type: "string", minLength: 8, maxLength: 128, pattern: "^[!-~]+$" },
};

const HEADERS = {
  RequestId: { description: "Names this request in our log", schema: { type: "string" } },
  RateLimitLimit: {
    description: "Requests of this class that fit into its window",
    schema: { type: "integer" },
  },
  RateLimitRemaining: { description: "How many of them are left", schema: { type: "integer" } },
  RateLimitReset: {
    description: "Seconds until there is room again, or more of it",
    schema: { type: "integer" },
  },
  RetryAfter: { description: "Seconds to wait before a retry", schema: { type: "integer" } },
};
