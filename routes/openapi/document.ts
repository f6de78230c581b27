import type { Route } from "../http/endpoint.ts";
import { operationOf, pathOf } from "./operation.ts";
import { readReference } from "./reference.ts";
import { ResponseWriter } from "./responses.ts";
import type { Json } from "./json.ts";
import { SchemaWriter } from "./schemas.ts";

/** The version of the API. */
export const API_VERSION = "1";

const INFO = {
  title: "Tintype",
  version: API_VERSION,
  description:
    "A photo-first social backend. Every response has an `X-Request-Id`. Read lists by following " +
    "`pagination.nextCursor`. Live events come over `/api/v1/ws` or `/api/v1/events`. " +
    "`RateLimit-*` headers report the rate limit of a request. A device that signs in again can " +
    "send its last refresh token in `X-Device-Token`: failed attempts of others then do not stop " +
    "it. A method that a path does not support gets 405 with `Allow`. HEAD works like GET, and " +
    "OPTIONS lists the methods of a path. A `Host` that is not `host[:port]` gets 400. Each " +
    "operation lists its error codes; all of them have the schema `Error`. A request may send the " +
    "last `X-Tintype-Seen` that a response had: its response then contains that write, whichever " +
    "instance serves it.",
  license: { name: "MIT", identifier: "MIT" },
  contact: { name: "Tintype", url: "https://github.com/tintype/tintype" },
};

/** Returns the OpenAPI document of the routes that `docs/reference` describes, in its order. */
export async function openapiDocument(routes: readonly Route[]): Promise<Json> {
  const reference = await readReference();
  const schemas = new SchemaWriter(reference);
  const responses = new ResponseWriter(schemas);
  const paths: Record<string, Json> = {};
  const byKey = new Map(
    routes.map((route) => [`${route.method.toUpperCase()} ${pathOf(route.path)}`, route]),
  );
  for (const [key, text] of reference.operations) {
    const route = byKey.get(key);
    if (!route) throw new Error(`docs/reference describes ${key}, which is no route`);
    const path = pathOf(route.path);
    (paths[path] ??= {})[route.method] = operationOf(route, text, { schemas, responses });
  }
  const tags = reference.groups.map(({ name, title, description }) => (
    { name, "x-displayName": title, description }
  ));
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/", description: "This server" }],
    tags,
    paths,
    components: {
      schemas: schemas.named(),
      responses: responses.named(),
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
    description: "The access token of a session. It has all permissions of its user.",
  },
  password: {
    type: "oauth2",
    description: "The same token for OAuth clients, by the password grant.",
    flows: { password: { tokenUrl: "/api/v1/auth/login", scopes: {} } },
  },
  apiToken: {
    type: "http",
    scheme: "bearer",
    description: "A personal API token, created by `POST /api/v1/auth/token`. The scope `read` " +
      "allows reads, `write` allows changes, and `staff` beside one of them allows what the roles " +
      "of its user permit (`x-permission`); `x-token-scopes` lists what a route needs. A route that does not list this scheme needs a " +
      "session: no token creates tokens, changes how its user signs in or gives roles.",
  },
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A unique key that you generate (a UUID is recommended). A repeat within 24 hours gets the first response.",
  schema: { type: "string", minLength: 8, maxLength: 128, pattern: "^[!-~]+$" },
};

const HEADERS = {
  Seen: {
    description: "The last write of this request, if it has changed anything.",
    schema: { type: "string" },
  },
  RequestId: {
    description: "The id of this request in the log of the server.",
    schema: { type: "string" },
  },
  RateLimitLimit: {
    description: "The number of requests of this class that a window allows.",
    schema: { type: "integer" },
  },
  RateLimitRemaining: {
    description: "The number of requests that are left.",
    schema: { type: "integer" },
  },
  RateLimitReset: {
    description: "Seconds until more requests are allowed.",
    schema: { type: "integer" },
  },
  RetryAfter: { description: "Seconds to wait before a retry.", schema: { type: "integer" } },
};
