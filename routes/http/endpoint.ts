import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { Context, Identity } from "../../context/mod.ts";
import type { Tx } from "../../db/transact.ts";
import type { LimitClass } from "../../domain/limits.ts";
import type { Permission } from "../../domain/accounts/permissions.ts";
import type { Scope } from "../../domain/accounts/scopes.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import type { RateLimitStatus } from "../../lib/rate_limits/windows.ts";

/** What each request of the program's Hono carries. */
export interface Env {
  Variables: {
    requestId: string;
    viewerId: string | null;
    rateLimitStatus?: RateLimitStatus;
    isPasswordGrant?: boolean;
  };
}

/** An HTTP method that routes are declared for. */
export type Method = "get" | "post" | "put" | "patch" | "delete";
/** Whether a route needs a token. */
export type Auth = "required" | "optional" | "none";
/** A schema, or none. */
export type Shape = z.ZodType | undefined;
/** What a schema makes of what it is given. */
export type Parsed<S extends Shape> = S extends z.ZodType ? z.output<S> : undefined;
/** What a schema takes. */
export type Given<S extends Shape> = S extends z.ZodType ? z.input<S> : void;

/** A route: what it takes, what it answers, and the code between. */
export interface Endpoint<
  A extends Auth,
  P extends Shape,
  Q extends Shape,
  B extends Shape,
  D extends Shape,
> {
  summary: string;
  /** Whether a token is needed (the default), may add the viewer's context, or is not looked at. */
  auth?: A;
  params?: P;
  query?: Q;
  body?: B;
  /** How the body is sent: as JSON (the default), or as a form with a file. */
  bodyType?: "json" | "multipart";
  /** The same body as an OAuth client sends it in a form, which parses to what `body` does. */
  grant?: z.ZodType;
  /** The schema of `data`. Without one the answer is 204, or a Response that `run` makes itself. */
  response?: D;
  status?: 200 | 201 | 202;
  /** What `run` answers by itself, without `answer` or beside it, for the documentation. */
  contentType?: string;
  errors?: readonly ErrorCode[];
  /** Whether `not_found` is a page where JSON is not asked for. */
  showsMissing?: true;
  /** What the user must be allowed beside being signed in. */
  permission?: Permission;
  /** What the body asks the user to be allowed beside that. */
  permissionFor?(body: Parsed<B>): Permission | undefined;
  /** Permissions that change what it does; those that the user has are in `granted`. */
  considers?: readonly Permission[];
  /** Whether it adds a way into an account: a session must have proved lately who uses it. */
  needsProof?: true;
  /** Whether also a suspended person may send it, without any role. */
  admitsSuspended?: boolean;
  /** How often it may be asked: as its {@link Api} has it, or as a read or a write, unless said. */
  limit?: LimitClass | "none";
  run(request: EndpointRequest<A, P, Q, B>): Promise<Given<D> | Response> | Given<D> | Response;
}

/** A parsed request. */
export interface EndpointRequest<
  A extends Auth,
  P extends Shape,
  Q extends Shape,
  B extends Shape,
> {
  ctx: Context;
  viewer: A extends "required" ? Identity : Identity | null;
  viewerId: A extends "required" ? string : string | null;
  /** Those of the permissions that the route considers that the viewer has. */
  granted: ReadonlySet<Permission>;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  http: HonoContext<Env>;
  /**
   * Runs the write of this request in one transaction. Under an `Idempotency-Key` what it answers
   * is kept with it, so it must answer what `run` does.
   */
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
}

/** A route as the documentation reads it. */
export type Documented =
  & Omit<Endpoint<Auth, Shape, Shape, Shape, Shape>, "run" | "permissionFor">
  & {
    method: Method;
    path: string;
    /** What an API token needs; null where only a session will do. */
    scopes: readonly Scope[] | null;
    limit: LimitClass | "none";
  };

/** What all routes of an {@link Api} share. */
export interface ApiOptions {
  /** Compares each answer with its schema. */
  checkResponses?: boolean;
  /** The limit of routes that name none; by their method where this names none either. */
  limit?: LimitClass;
}
