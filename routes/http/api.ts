import { type Context as HonoContext, Hono } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import { transact, type Tx } from "../../db/transact.ts";
import {
  claimKey,
  type RepeatableRequest,
  storeResponse,
} from "../../db/operations/idempotency.ts";
import { AppError } from "../../lib/errors.ts";
import { newId } from "../../domain/ids.ts";
import { type Scope, scopesFor } from "../../domain/accounts/scopes.ts";
import { BodyPlaces } from "./body_places.ts";
import type {
  ApiOptions,
  Auth,
  Documented,
  Endpoint,
  EndpointRequest,
  Env,
  Method,
  Parsed,
  Shape,
} from "./endpoint.ts";
import { isForm, parseGrant } from "./input/form.ts";
import {
  grantedTo,
  requireFreshProof,
  requirePermission,
  requireScopes,
} from "./authentication.ts";
import { admitRequest } from "./rate_limit.ts";
import { fingerprintOf, parseBody, parseText } from "./input/input.ts";
import { parseForm } from "./input/multipart.ts";

/** The kept answer of an earlier, equal request; thrown to end the repeat's transaction. */
class Repeated extends Error {
  constructor(readonly status: number, readonly body: string) {
    super("This request was answered before");
  }
}

/** The routes under one base path, with everything the documentation needs to know of them. */
export class Api {
  readonly app = new Hono<Env>({ strict: false });
  readonly documented: Documented[] = [];

  readonly #places: BodyPlaces;

  constructor(readonly ctx: Context, readonly options: ApiOptions = {}) {
    this.#places = new BodyPlaces(ctx);
  }

  get = this.#verb("get");
  post = this.#verb("post");
  put = this.#verb("put");
  patch = this.#verb("patch");
  delete = this.#verb("delete");

  #verb(method: Method) {
    return <
      A extends Auth = "required",
      P extends Shape = undefined,
      Q extends Shape = undefined,
      B extends Shape = undefined,
      D extends Shape = undefined,
    >(paths: string | readonly string[], declared: Endpoint<A, P, Q, B, D>): void => {
      const usual = this.options.limit ?? (method === "get" ? "read" : "write");
      const limit = declared.limit ?? usual;
      const endpoint = { ...declared, limit } as const;
      for (const path of [paths].flat()) {
        const scopes = scopesFor({ method, path, permission: endpoint.permission });
        this.documented.push({ ...endpoint as unknown as Documented, method, path, scopes });
        this.app.on(method, path, (http) => this.#answer(http, method, path, endpoint, scopes));
      }
    };
  }

  async #answer<A extends Auth, P extends Shape, Q extends Shape, B extends Shape, D extends Shape>(
    http: HonoContext<Env>,
    method: Method,
    path: string,
    endpoint: Endpoint<A, P, Q, B, D> & Pick<Documented, "limit">,
    scopes: readonly Scope[] | null,
  ): Promise<Response> {
    if (endpoint.grant && isForm(http.req)) http.set("isPasswordGrant", true);
    const viewer = await admitRequest(this.ctx, http, endpoint);
    http.set("viewerId", viewer?.userId ?? null);
    requireScopes(viewer, scopes);
    if (endpoint.permission) requirePermission(viewer, endpoint.permission);
    if (endpoint.needsProof) await requireFreshProof(this.ctx, viewer);
    const params = parseText(endpoint.params, http.req.param(), "not_found");
    const query = parseText(endpoint.query, http.req.query(), "validation_failed");
    const isGrant = http.get("isPasswordGrant") === true;
    const kind = endpoint.bodyType === "multipart" ? "form" : "small";
    using place = endpoint.body ? this.#places.enter(http, kind, viewer) : null;
    const { parsed: body, bytes } = kind === "form"
      ? await parseForm(endpoint.body, http.req, this.ctx.config.MAX_UPLOAD_BYTES, place)
      : isGrant
      ? await parseGrant(endpoint.grant!, http.req, place)
      : await parseBody(endpoint.body, http.req, place);
    // A file is in memory until it is stored.
    if (kind === "small") place?.[Symbol.dispose]();
    const needed = endpoint.permissionFor?.(body as Parsed<B>);
    if (needed) requirePermission(viewer, needed);
    const granted = grantedTo(viewer, endpoint.considers);
    const status = endpoint.status ?? 200;
    const isKept = method === "post" && endpoint.response !== undefined && !isGrant;
    const repeatable = isKept ? this.#repeatable(http, path, viewer, bytes) : null;
    let kept: string | null = null;
    const write = <T>(run: (tx: Tx) => Promise<T>): Promise<T> =>
      transact(this.ctx.db, async (tx) => {
        const first = repeatable && await claimKey(tx.sql, repeatable);
        if (first) throw new Repeated(first.status, first.body);
        const result = await run(tx);
        if (repeatable) {
          kept = this.#text(endpoint.response, result);
          await storeResponse(tx.sql, repeatable, { status, body: kept });
        }
        return result;
      });
    try {
      const request = {
        ctx: this.ctx,
        viewer,
        viewerId: viewer?.userId ?? null,
        http,
        write,
        granted,
      };
      const data = await endpoint.run(
        { ...request, params, query, body } as unknown as EndpointRequest<A, P, Q, B>,
      );
      if (data instanceof Response) return data;
      if (!endpoint.response) return http.body(null, 204);
      return json(http, kept ?? this.#text(endpoint.response, data), status);
    } catch (error) {
      if (error instanceof Repeated) return json(http, error.body, error.status);
      throw error;
    }
  }

  #text(answer: Shape, data: unknown): string {
    // Tests check each answer against its schema; serving trusts the compiler.
    if (this.options.checkResponses && answer) answer.parse(data);
    return JSON.stringify({ success: true, data });
  }

  #repeatable(
    http: HonoContext<Env>,
    path: string,
    viewer: Identity | null,
    bytes: Uint8Array,
  ): RepeatableRequest | null {
    const key = http.req.header("idempotency-key");
    if (key === undefined) return null;
    if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
      throw new AppError("validation_failed", "An Idempotency-Key is a UUID of your making", {
        details: [{ path: "Idempotency-Key", message: "8 to 128 visible characters" }],
      });
    }
    const scope = viewer ? viewer.userId : `anyone ${path}`;
    const fingerprint = fingerprintOf(http.req.method, http.req.path, bytes);
    return { scope, key, fingerprint, sealKey: this.ctx.keys.answers };
  }
}

/** A JSON answer from text. */
function json(http: HonoContext<Env>, body: string, status: number): Response {
  return http.body(body, status as 200, { "content-type": "application/json; charset=UTF-8" });
}

/** A new request id, or the client's if it is one that fits into a log line. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : newId();
}
