import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { PRESENCE_IDS_MAX } from "../../domain/presence/presence.ts";
import { listPresence } from "../../reads/presence/presence.ts";
import type { Api } from "../http/api.ts";
import { text, userIdInput } from "../http/fields.ts";
import { presenceSchema, presenceView } from "./presence_view.ts";

const LIST_LENGTH_MAX = PRESENCE_IDS_MAX * 40;

/** Ids of users with commas between them. */
const userIds = text(LIST_LENGTH_MAX, 1)
  .transform((list): string[] => list.split(",").map((id) => id.trim()).filter(Boolean))
  .pipe(z.array(userIdInput).min(1).max(PRESENCE_IDS_MAX))
  .transform((ids): UserId[] => [...new Set(ids)]);

/** The presence of people: whether they are online. */
export function presenceRoutes(api: Api): void {
  api.get("/presence", {
    summary: "Show who of these users is online; those who do not show it to me are left out",
    query: z.strictObject({ userIds }),
    response: z.object({ presence: z.array(presenceSchema) }),
    async run({ ctx, viewerId, query }) {
      const presence = await listPresence(ctx, viewerId, query.userIds);
      return { presence: presence.map(presenceView) };
    },
  });
}
