import { Hono } from "hono";
import type { Context } from "../context/mod.ts";
import { Api } from "./http/api.ts";
import { cors } from "./http/cors.ts";
import type { Env } from "./http/endpoint.ts";
import { answerError } from "./http/errors.ts";
import { pathOf } from "./http/host.ts";
import { memoryGate, refuseHost, requestFrame } from "./http/request_frame.ts";
import { answerUnknown } from "./http/unknown.ts";
import { pictureRoutes } from "./media/mod.ts";
import { apiRoutes } from "./mod.ts";
import { embeddedStorageRoutes, operationRoutes } from "./operations/mod.ts";
import { sharePageRoutes } from "./sharing/mod.ts";

/** The path of the API. */
export const API_PATH = "/api/v1";

/** Returns the whole HTTP application. */
export function createApp(ctx: Context, options: { checkResponses?: boolean } = {}): Hono<Env> {
  const app = new Hono<Env>({ getPath: pathOf });
  app.use(requestFrame(ctx), refuseHost(ctx), cors(ctx), memoryGate(ctx));
  app.onError(answerError(ctx.log));
  app.notFound(answerUnknown(ctx, app));

  const api = new Api(ctx, options);
  apiRoutes(api);
  app.route(API_PATH, api.app);

  const root = new Api(ctx, { ...options, limit: "open" });
  const routes = api.routes.map((route) => ({ ...route, path: API_PATH + route.path }));
  sharePageRoutes(root);
  pictureRoutes(root);
  operationRoutes(root, routes);
  app.route("/", root.app);

  embeddedStorageRoutes(app, ctx);
  ctx.metrics.requests.knowRoutes(app.routes.map(({ path }) => path));
  return app;
}
