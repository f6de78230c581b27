import { z } from "zod";
import { listPublicPosts } from "../../db/feeds/feed.ts";
import { effectivePrivacy } from "../../domain/posts/posts.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { assemble } from "../../reads/feeds/assemble.ts";
import { homePage } from "./home_page.ts";
import { jsonText, postPageText } from "./page_text.ts";
import { feedQuery, isPhotosOnly } from "./query.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { paginationSchema, placeOf } from "../http/paging.ts";
import { isMutedPost } from "../../reads/posts/muted.ts";
import { feedPostSchema } from "../posts/repost_view.ts";

/** A page of posts. */
export const feedSchema = z.object({
  posts: z.array(feedPostSchema),
  pagination: paginationSchema,
}).meta({ id: "FeedPage" });

/** The home feed and the public feed. */
export function feedRoutes(api: Api): void {
  api.get("/feed", {
    summary:
      "Get my home feed: posts and reposts of followed users, posts with followed tags, posts of my spaces, and my own posts",
    query: feedQuery,
    response: feedSchema,
    run: async ({ ctx, viewerId, query }) => jsonText(await homePage(ctx, viewerId, query)),
  });

  api.post("/feed/refresh", {
    summary: "Rebuild my home feed from the database",
    response: z.object({ status: z.literal("refreshed") }),
    status: 202,
    limit: "refresh",
    async run({ ctx, viewerId }) {
      const relations = must(await ctx.cache.relations.get(viewerId));
      await assemble(ctx, relations, { afresh: true });
      return { status: "refreshed" as const };
    },
  });

  api.get("/feed/public", {
    summary: "List all public posts, newest first",
    auth: "optional",
    query: feedQuery,
    response: feedSchema,
    async run({ ctx, viewerId, query }) {
      const scope = "public feed";
      const viewer = viewerId === null ? undefined : await ctx.cache.relations.get(viewerId);
      const now = Date.now();
      const photosOnly = isPhotosOnly(ctx, query);
      const page = await fillPage(ctx.cache, viewerId, query.limit, {
        before: placeOf(ctx, scope, query.cursor),
        next: (before, limit) =>
          ctx.others.read([viewerId], (sql) => listPublicPosts(sql, before, limit)),
        admits: ({ card, author }) =>
          effectivePrivacy(card.privacy, author) === "public" &&
          !(viewer && isMutedPost(viewer, card, now)) &&
          !(photosOnly && card.media.length === 0),
      });
      return jsonText((await postPageText(ctx, scope, page)).text);
    },
  });
}
