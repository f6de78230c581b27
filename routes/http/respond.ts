import type { Context as HonoContext } from "hono";
import { type Context, type Identity, withParts } from "../../context/mod.ts";
import type { StoredResponse } from "../../db/operations/idempotency.ts";
import { transact } from "../../db/transact.ts";
import type { BodyPlace } from "../../lib/http/body_room.ts";
import {
  grantedTo,
  requireFreshProof,
  requirePermission,
  requireScopes,
} from "./authentication.ts";
import type { BodyPlaces } from "./body_places.ts";
import type { ApiOptions, Env, Route, Write } from "./endpoint.ts";
import { repeatableRequest, runOnce } from "./idempotency.ts";
import { isForm, parseGrant } from "./input/form.ts";
import { type ParsedBody, parseJsonBody, parseText } from "./input/input.ts";
import { parseForm } from "./input/multipart.ts";
import { admitRequest } from "./rate_limit.ts";
import { reportedDb, SEEN_HEADER, writesOf } from "./seen.ts";

/** The parts that all routes of an API share. */
export interface Server {
  ctx: Context;
  places: BodyPlaces;
  options: ApiOptions;
}

/** Responds to a request for a route: admits it, parses it, runs the endpoint and replies. */
export async function respond(
  { ctx: shared, places, options }: Server,
  http: HonoContext<Env>,
  route: Route,
): Promise<Response> {
  const db = reportedDb(shared.db, writesOf(http));
  const ctx = route.method === "get" ? shared : withParts(shared, { db });
  const viewer = await admit(ctx, http, route);

  const params = parseText(route.params, http.req.param(), "not_found");
  const query = parseText(route.query, http.req.query(), "validation_failed");
  using place = route.body ? places.enter(http, kindOf(route), viewer) : null;
  const { body, bytes } = await parseBody(ctx, http, route, place);
  const needed = route.permissionFor?.(body);
  if (needed) requirePermission(viewer, needed);

  const granted = grantedTo(viewer, route.considers);
  const viewerId = viewer?.userId ?? null;
  const run = (write: Write) =>
    route.run({ ctx, http, viewer, viewerId, granted, params, query, body, write });
  const render = (data: unknown): StoredResponse => {
    // Tests check each response against its schema; serving trusts the compiler.
    if (options.checkResponses) route.response?.parse(data);
    const status = http.get("isExisting") ? route.statusIfExisting : route.status;
    return { status: status ?? 200, body: JSON.stringify({ success: true, data }) };
  };
  const repeatable = repeatableRequest(ctx, http, route, viewer, bytes);
  const running = repeatable
    ? runOnce(db, repeatable, run, render)
    : Promise.try(run, (change) => transact(db, change)).then((data) => ({
      data,
      stored: null,
    }));
  const { data, stored } = await running.finally(() => {
    // Even a request that failed may have written something.
    if (viewerId !== null && route.method !== "get") ctx.others.changed(viewerId);
  });

  if (data instanceof Response) return data;
  if (!route.response) return http.body(null, 204);
  return json(http, stored ?? render(data));
}

/** Returns who sent a request. Throws unless the route is open to them, and not too often. */
async function admit(
  ctx: Context,
  http: HonoContext<Env>,
  route: Route,
): Promise<Identity | null> {
  // Errors of this request are written as OAuth has them.
  if (route.grant && isForm(http.req)) http.set("isPasswordGrant", true);
  const viewer = await admitRequest(ctx, http, route);
  http.set("viewerId", viewer?.userId ?? null);
  const write = http.req.header(SEEN_HEADER);
  if (viewer !== null && write !== undefined) {
    ctx.others.seen(viewer.userId, write);
    ctx.seenWrites.reload(viewer.userId, write);
  }
  requireScopes(viewer, route.scopes);
  if (route.permission) requirePermission(viewer, route.permission);
  if (route.needsProof) await requireFreshProof(ctx, viewer);
  return viewer;
}

async function parseBody(
  ctx: Context,
  http: HonoContext<Env>,
  route: Route,
  place: BodyPlace | null,
): Promise<ParsedBody> {
  if (!route.body) return { body: undefined, bytes: new Uint8Array() };
  // A file stays in memory until it is stored, and so does its place.
  if (kindOf(route) === "form") {
    return await parseForm(route.body, http.req, ctx.config.MAX_UPLOAD_BYTES, place);
  }
  const parsed = http.get("isPasswordGrant")
    ? await parseGrant(route.grant!, http.req, place)
    : await parseJsonBody(route.body, http.req, place);
  place?.[Symbol.dispose]();
  return parsed;
}

function kindOf({ bodyType }: Route): "form" | "small" {
  return bodyType === "multipart" ? "form" : "small";
}

function json(http: HonoContext<Env>, { status, body }: StoredResponse): Response {
  return http.body(body, status as 200, { "content-type": "application/json; charset=UTF-8" });
}
