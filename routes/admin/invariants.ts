import { z } from "zod";
import { atWork } from "../../context/mod.ts";
import { DRIFT_KINDS } from "../../domain/operations/invariants.ts";
import type { Api } from "../http/api.ts";
import { checkInvariants } from "../../reads/invariants/check.ts";

const value = z.union([z.string(), z.number()]).nullable();
const driftSchema = z.object({
  what: z.enum(DRIFT_KINDS),
  /** The user, post, media or event that it is about; the key of an object that nothing names. */
  id: z.string(),
  kept: value,
  real: value,
});
const count = z.int().nonnegative();

/** Whether what is kept is what is real. */
export function invariantRoutes(api: Api): void {
  api.get("/admin/invariants", {
    summary: "Count again what is counted and look for what is named; answers each drift",
    permission: "invariants.check",
    limit: "search",
    query: z.object({ scope: z.enum(["sample", "all"]).default("sample") }),
    response: z.object({
      scope: z.enum(["sample", "all"]),
      checked: z.object({
        users: count,
        posts: count,
        inboxes: count,
        feeds: count,
        media: count,
        objects: count,
      }),
      /** Inboxes left out because news of them was under way. */
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
