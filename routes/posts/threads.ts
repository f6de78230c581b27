import { z } from "zod";
import { listVersions } from "../../db/posts/versions.ts";
import { listReplies } from "../../db/posts/replies.ts";
import { PRIVACIES } from "../../domain/posts/posts.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { loadPostViews, postSchema } from "./post_view.ts";
import { postVersionSchema, postVersionView } from "./version_view.ts";
import { idParams } from "../http/values.ts";

/** What belongs to a post: what was replied to it, and what it said before. */
export function postThreadRoutes(api: Api): void {
  api.get("/posts/:id/replies", {
    summary: "The posts that reply to a post, oldest first",
    auth: "optional",
    params: idParams,
    query: pageQuery,
    response: z.object({ posts: z.array(postSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, params, query }) {
      must(
        (await loadVisiblePosts(ctx.cache, viewerId, [params.id])).get(params.id),
        "No such post",
      );
      const scope = `replies to ${params.id}`;
      const page = await fillPage(ctx, viewerId, query.limit, {
        before: placeOf(ctx, scope, query.cursor),
        next: (after, limit) => listReplies(ctx.sql, params.id, after, limit),
      });
      const views = await loadPostViews(ctx, viewerId, page.items.map((seen) => seen.card.id));
      return { posts: [...views.values()], pagination: paginationOf(ctx, scope, page.next) };
    },
  });

  api.get("/posts/:id/history", {
    summary: "What a post said before it was edited, newest first",
    auth: "optional",
    params: idParams,
    query: pageQuery,
    response: z.object({ versions: z.array(postVersionSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, params, query }) {
      const seen = must(
        (await loadVisiblePosts(ctx.cache, viewerId, [params.id])).get(params.id),
        "No such post",
      );
      const viewer = viewerId === null ? null : must(await ctx.cache.relations.get(viewerId));
      // What was for fewer people then does not become public with the post.
      const audiences = PRIVACIES.filter((privacy) =>
        canSeePost(viewer, { ...seen.card, privacy }, seen.author)
      );
      const scope = `history of ${params.id}`;
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listVersions(ctx.sql, params.id, audiences, before, query.limit);
      return {
        versions: page.items.map(postVersionView),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });
}
