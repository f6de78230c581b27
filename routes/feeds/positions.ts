import { z } from "zod";
import { type FeedPosition, findFeedPosition, setFeedPosition } from "../../db/feeds/positions.ts";
import { FEED_NAMES } from "../../domain/feeds/feeds.ts";
import type { Api } from "../http/api.ts";
import { idInputOf } from "../http/fields.ts";
import { idSchema, timeSchema } from "../http/values.ts";

const feedNameQuery = z.object({ feed: z.enum(FEED_NAMES).default("home") });
const positionSchema = z.object({
  feed: z.enum(FEED_NAMES),
  postId: idSchema.nullable(),
  updatedAt: timeSchema.nullable(),
}).meta({ id: "FeedPosition" });

/** Reading positions: one in each feed, shared by all devices of a user. */
export function feedPositionRoutes(api: Api): void {
  api.put("/feed/position", {
    summary: "Save my position in a feed; my other devices get it",
    query: feedNameQuery,
    body: z.strictObject({ postId: idInputOf<"post">() }),
    response: positionSchema,
    errors: ["not_found"],
    run: async ({ viewerId, query: { feed }, body: { postId }, write }) =>
      view(feed, await write((tx) => setFeedPosition(tx, { userId: viewerId, feed, postId }))),
  });

  api.get("/feed/position", {
    summary: "Get my position in a feed; null if none is saved, or if I no longer see its post",
    query: feedNameQuery,
    response: positionSchema,
    run: async ({ ctx, viewerId, query: { feed } }) =>
      view(feed, await findFeedPosition(ctx.sql, viewerId, feed)),
  });
}

function view(
  feed: z.input<typeof positionSchema>["feed"],
  position: FeedPosition | null,
): z.input<typeof positionSchema> {
  const { postId = null, updatedAt } = position ?? {};
  return { feed, postId, updatedAt: updatedAt?.toISOString() ?? null };
}
