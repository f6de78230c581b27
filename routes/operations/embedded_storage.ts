import type { Hono } from "hono";
import type { Context } from "../../context/mod.ts";
import { S3_PATH } from "../../context/services.ts";
import type { Env } from "../http/endpoint.ts";
import { countStranger } from "../http/rate_limit.ts";

/** Serves the embedded S3 server if no other storage is configured. */
export function embeddedStorageRoutes(app: Hono<Env>, ctx: Context): void {
  const { embeddedS3 } = ctx.services;
  if (embeddedS3 === null) return;
  app.all(`${S3_PATH}/*`, (http) => {
    countStranger(ctx, http, "files");
    return embeddedS3.fetch(http.req.raw);
  });
}
