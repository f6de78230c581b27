import type { Context as HonoContext } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { AppError } from "../../lib/errors.ts";
import { once } from "../../lib/once.ts";
import type { Api } from "../http/api.ts";
import type { Env, Route } from "../http/endpoint.ts";
import { docsRoutes } from "../docs/mod.ts";
import { registerGauges } from "./gauges.ts";
import { mailboxRoutes } from "./mailbox.ts";
import { errorBody, RETRY_AFTER_SECONDS } from "../http/errors.ts";
import { openapiDocument } from "../openapi/document.ts";
import { page } from "../http/html.ts";
import { failedChecks, type Readiness, readinessOf, readinessSchema } from "./readiness.ts";

/** Routes for operators, their tools and newcomers. The OpenAPI document adds `apiRoutes`. */
export function operationRoutes(root: Api, apiRoutes: readonly Route[]): void {
  const isDevelopment = root.ctx.config.MODE === "development";
  registerGauges(root.ctx);

  root.get("/health", {
    summary: "Check that the process is alive",
    auth: "none",
    limit: "none",
    response: z.object({ status: z.literal("ok") }),
    run: () => ({ status: "ok" as const }),
  });

  root.get("/ready", {
    summary: "Check that requests can be served, and which parts stand still",
    auth: "none",
    response: readinessSchema,
    async run({ ctx, http }) {
      const readiness = await readinessOf(ctx);
      return readiness.ready ? readiness : notReady(http, readiness);
    },
  });

  root.get("/metrics", {
    summary: "Get the metrics for Prometheus",
    auth: "none",
    contentType: "text/plain",
    async run({ ctx: { metrics } }) {
      return new Response(await metrics.text(), {
        headers: { "content-type": metrics.contentType },
      });
    },
  });

  const document = once(() => openapiDocument([...apiRoutes, ...root.routes]));
  const documentText = once(async () => JSON.stringify(await document(), null, 2) + "\n");
  root.get("/openapi.json", {
    summary: "Get the OpenAPI document of this API",
    auth: "none",
    contentType: "application/json",
    run: async () =>
      new Response(await documentText(), { headers: { "content-type": "application/json" } }),
  });

  docsRoutes(root, document);
  if (isDevelopment) mailboxRoutes(root);

  root.get("/", {
    summary: "Get the start page",
    auth: "none",
    contentType: "text/html",
    run: () => page({ title: "Tintype", body: html`${WELCOME}${isDevelopment && DEMO}` }),
  });
}

/** Returns the 503 of a program that is not ready: the usual error, with the state of all parts. */
function notReady(http: HonoContext<Env>, readiness: Readiness): Response {
  const message = `Not ready: ${failedChecks(readiness).join(", ")}.`;
  const error = errorBody(new AppError("unavailable", message), http.get("requestId"));
  return http.json({ success: false, data: readiness, error }, 503, {
    "retry-after": String(RETRY_AFTER_SECONDS),
  });
}

const WELCOME = html`
  <h1>Tintype</h1>
  <p>A photo-first social backend.</p>
  <ul>
    <li><a href="/docs">Documentation of the API</a></li>
    <li><a href="/openapi.json">OpenAPI document of the API</a></li>
    <li><a href="/ready">State of the service</a></li>
  </ul>
`;

const DEMO = html`
  <p>In development: sign in as <code>demo@example.com</code> with <code>ChangeMe123!</code>;
  mails are stored at <a href="/dev/mail">/dev/mail</a>.</p>
`;
