import { z } from "zod";
import { atWork } from "../../context/mod.ts";
import { DRIFT_KINDS } from "../../domain/operations/invariants.ts";
import type { Api } from "../http/api.ts";
import { checkInvariants } from "../../reads/invariants/check.ts";

const value = z.union([z.string(), z.number()]).nullable();
const driftSchema = z.object({
  what: z.enum(DRIFT_KINDS),
  /** The id of the user, post, picture, space or event, or the key of an object without a row. */
  id: z.string(),
  kept: value,
  real: value,
}).meta({ id: "Drift" });
const count = z.int().nonnegative();

/** The check for drift: stored values that differ from the real ones. */
export function invariantRoutes(api: Api): void {
  api.get("/admin/invariants", {
    summary: "Recount all counters and look up all references; returns each deviation",
    permission: "invariants.check",
    limit: "search",
    query: z.object({ scope: z.enum(["sample", "all"]).default("sample") }),
    response: z.object({
      scope: z.enum(["sample", "all"]),
      checked: z.object({
        users: count,
        posts: count,
        conversations: count,
        inboxes: count,
        feeds: count,
        media: count,
        spaces: count,
        objects: count,
      }),
      /**
       * The number of inboxes that were not checked, because their events were not delivered yet.
       */
      skipped: count,
      driftsCount: count,
      /** The first thousand. */
      drifts: z.array(driftSchema),
    }),
    run: async ({ ctx, query, http }) => {
      const report = await checkInvariants(atWork(ctx), query.scope, http.req.raw.signal);
      const { checked, skipped, driftsCount, drifts } = report;
      return { scope: query.scope, checked, skipped, driftsCount, drifts };
    },
  });
}
