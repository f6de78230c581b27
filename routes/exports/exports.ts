import { findExport, requestExport } from "../../db/exports/exports.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { exportSchema, exportView } from "./export_view.ts";
import { idParams } from "../http/values.ts";

/** Exports: all data of the viewer in one file. */
export function exportRoutes(api: Api): void {
  api.post("/users/me/export", {
    summary: "Request all my data in one file; returns the pending export if there is one",
    response: exportSchema,
    status: 202,
    errors: ["rate_limited"],
    run: ({ ctx, viewerId, write }) =>
      write(async (tx) => exportView(ctx, await requestExport(tx, viewerId))),
  });

  api.get("/users/me/export/:id", {
    summary: "Get the state of my export, with a temporary link to its file",
    params: idParams,
    response: exportSchema,
    errors: ["not_found", "gone"],
    run: async ({ ctx, viewerId, params }) => {
      const found = must(await findExport(ctx.sql, params.id, viewerId), "Export not found.");
      if (found.isExpired) {
        throw new AppError("gone", "This export was deleted. Request a new one.");
      }
      return await exportView(ctx, found);
    },
  });
}
