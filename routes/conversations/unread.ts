import { z } from "zod";
import { countTotals } from "../../reads/conversations/totals.ts";
import type { Api } from "../http/api.ts";

/** The unread numbers of all conversations together. */
export function unreadRoutes(api: Api): void {
  api.get("/conversations/unread", {
    summary: "Count what is unread in my conversations, without muted and archived ones",
    response: z.object({
      totalUnread: z.int().describe("The unread messages; where I hear only of mentions, these."),
      totalMentions: z.int(),
      requests: z.int().describe("The conversations that strangers began; they do not count."),
    }),
    async run({ ctx, viewerId }) {
      const { totalUnread, totalMentions, requests } = await countTotals(ctx, viewerId);
      return { totalUnread, totalMentions, requests };
    },
  });
}
