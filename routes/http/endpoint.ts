import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context, Identity } from "../../context/mod.ts";
import type { Tx } from "../../db/transact.ts";
import type { LimitClass } from "../../domain/limits.ts";
import type { Permission } from "../../domain/accounts/permissions.ts";
import type { Scope } from "../../domain/accounts/scopes.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import type { RateLimitStatus } from "../../lib/rate_limits/windows.ts";

/** The variables of a request in Hono. */
export interface Env {
  Variables: {
    requestId: string;
    viewerId: UserId | null;
    rateLimitStatus?: RateLimitStatus;
    isPasswordGrant?: boolean;
    /** The number of the last transaction of this request that recorded an event. */
    writtenXid?: number;
    /** Whether what the request would create existed before: see `statusIfExisting`. */
    isExisting?: boolean;
  };
}

/** An HTTP method of an endpoint. */
export type Method = "get" | "post" | "put" | "patch" | "delete";
/** Whether an endpoint requires a token, uses one if it is sent, or ignores it. */
export type Auth = "required" | "optional" | "none";
/** A fact about the viewer, who is known as far as an endpoint needs a token. */
type ByAuth<T> = { required: T; optional: T | null; none: null };

/** The schemas of the parts of a request. A part that is not read is undefined. */
export interface Input {
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType;
}

/** An operation of the API: the request that it takes, its response, and the code between. */
export interface Endpoint<A extends Auth, I extends Input, R extends z.ZodType> {
  summary: string;
  /** Defaults to `required`. */
  auth?: A;
  params?: I["params"];
  query?: I["query"];
  body?: I["body"];
  /** How the body is sent: as JSON (the default), or as a form with a file. */
  bodyType?: "json" | "multipart";
  /** The body as a form of OAuth. It parses to the same value as `body`. */
  grant?: z.ZodType;
  /** The schema of `data`. Without one the response is 204, or one that `run` returns. */
  response?: R;
  status?: 200 | 201 | 202;
  /** The status if what it would create existed before: `run` then sets `isExisting`. */
  statusIfExisting?: 200;
  /** The type of a response that `run` makes itself, for the documentation. */
  contentType?: string;
  errors?: readonly ErrorCode[];
  /** Whether `not_found` is an HTML page for clients that do not ask for JSON. */
  showsMissing?: true;
  /** The permission that the viewer needs. */
  permission?: Permission;
  /** Returns a further permission that this body needs. */
  permissionFor?(body: z.output<I["body"]>): Permission | undefined;
  /** Permissions that change the behaviour. `granted` holds those that the viewer has. */
  considers?: readonly Permission[];
  /** Whether the session must have proved recently who uses it: this adds a way to sign in. */
  needsProof?: true;
  /** Whether suspended people may send it too; they have no roles then. */
  admitsSuspended?: boolean;
  /** The rate limit. Defaults to the one of the {@link ApiOptions}, or to `read` or `write`. */
  limit?: LimitClass | "none";
  run(request: EndpointRequest<A, I>): Promise<z.input<R> | Response> | z.input<R> | Response;
}

/** A parsed request. */
export interface EndpointRequest<A extends Auth, I extends Input> {
  ctx: Context;
  viewer: ByAuth<Identity>[A];
  viewerId: ByAuth<UserId>[A];
  /** The permissions among `considers` that the viewer has. */
  granted: ReadonlySet<Permission>;
  params: z.output<I["params"]>;
  query: z.output<I["query"]>;
  body: z.output<I["body"]>;
  http: HonoContext<Env>;
  write: Write;
}

/**
 * Runs the write of a request in one transaction. Under an `Idempotency-Key` its result is stored
 * as the response, so it must be the value that the endpoint returns.
 */
export type Write = <T>(run: (tx: Tx) => Promise<T>) => Promise<T>;

/** An endpoint at its method and path. */
export interface Route extends Endpoint<Auth, Input, z.ZodType> {
  method: Method;
  path: string;
  /** The scopes that an API token needs; null if only a session will do. */
  scopes: readonly Scope[] | null;
  limit: LimitClass | "none";
}

/** The options of all routes of an API. */
export interface ApiOptions {
  /** Whether each response is checked against its schema. */
  checkResponses?: boolean;
  /** The rate limit of routes that name none. */
  limit?: LimitClass;
}
