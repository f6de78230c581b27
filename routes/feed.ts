import { z } from "zod";
import type { Context } from "../context.ts";
import { listPublicPosts } from "../db/feed.ts";
import type { Page } from "../db/page.ts";
import { must } from "../lib/errors.ts";
import type { Api } from "./api.ts";
import { assemble, homeSkeleton } from "./feed/home.ts";
import { walkVisible } from "./feed/walk.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "./paging.ts";
import { postSchema, type SeenPost } from "./views/post.ts";
import { postListBytes } from "./views/post_bytes.ts";

const JSON_HEADERS = { "content-type": "application/json; charset=UTF-8" };
const feedSchema = z.object({ posts: z.array(postSchema), pagination: paginationSchema });

/** The home feed and the public feed. */
export function feedRoutes(api: Api): void {
  api.get("/feed", {
    summary: "The home feed: posts of followed people and one's own, newest first",
    query: pageQuery,
    answer: feedSchema,
    async run({ ctx, viewerId, query }) {
      const scope = `feed of ${viewerId}`;
      const relations = must(await ctx.hot.relations.get(viewerId));
      const before = placeOf(ctx, scope, query.cursor);
      const skeleton = await homeSkeleton(ctx, relations, before);
      return await answer(ctx, scope, await walkVisible(ctx, viewerId, query.limit, skeleton));
    },
  });

  api.post("/feed/refresh", {
    summary: "Rebuild one's home feed from the system of record",
    answer: z.object({ status: z.literal("refreshed") }),
    status: 202,
    async run({ ctx, viewerId }) {
      const relations = must(await ctx.hot.relations.get(viewerId));
      await assemble(ctx, relations, false);
      return { status: "refreshed" as const };
    },
  });

  api.get("/feed/public", {
    summary: "Public posts of everybody, newest first",
    auth: "optional",
    query: pageQuery,
    answer: feedSchema,
    async run({ ctx, viewerId, query }) {
      const scope = "public feed";
      const page = await walkVisible(ctx, viewerId, query.limit, {
        before: placeOf(ctx, scope, query.cursor),
        next: (before, limit) => listPublicPosts(ctx.sql, before, limit),
        admits: ({ card }) => card.privacy === "public",
      });
      return await answer(ctx, scope, page);
    },
  });
}

/** A page of posts, copied from bytes that were made once a post. */
async function answer(ctx: Context, scope: string, page: Page<SeenPost>): Promise<Response> {
  const pagination = JSON.stringify(paginationOf(ctx, scope, page.next));
  const before = '{"success":true,"data":{"posts":[';
  const body = await postListBytes(ctx, before, page.items, `],"pagination":${pagination}}}`);
  return new Response(body, { headers: JSON_HEADERS });
}
