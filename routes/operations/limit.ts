import { z } from "zod";
import type { Api } from "../http/api.ts";

/** The test route of the rate limiter. */
export function limitRoutes(api: Api): void {
  api.get("/limit", {
    summary: "Test the rate limiter: it allows two requests a minute for each user or address",
    auth: "optional",
    limit: "test",
    response: z.object({
      limit: z.int().nullable(),
      remaining: z.int().nullable(),
      resetSeconds: z.int().nullable(),
    }),
    run({ http }) {
      // The values are null if limits are off.
      const { limit = null, remaining = null, resetMs } = http.get("rateLimitStatus") ?? {};
      const resetSeconds = resetMs === undefined ? null : Math.ceil(resetMs / 1000);
      return { limit, remaining, resetSeconds };
    },
  });
}
