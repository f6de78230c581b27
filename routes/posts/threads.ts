import { listVersions } from "../../db/posts/versions.ts";
import { listReplies } from "../../db/posts/replies.ts";
import { PRIVACIES } from "../../domain/posts/posts.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { postSchema, postView } from "./post_view.ts";
import { postVersionSchema, postVersionView } from "./version_view.ts";
import { postParams } from "../http/values.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";

/** The replies to a post, and its versions. */
export function postThreadRoutes(api: Api): void {
  api.list("/posts/:id/replies", {
    summary: "List the replies to a post, oldest first",
    auth: "optional",
    params: postParams,
    name: "posts",
    item: postSchema,
    of: ({ ctx, viewerId, params }) => requireVisiblePost(ctx.cache, viewerId, params.id),
    scope: ({ params }) => `replies to ${params.id}`,
    find: ({ ctx, viewerId, params }, before, limit) =>
      fillPage(ctx.cache, viewerId, limit, {
        before,
        next: (after, count) =>
          ctx.others.read(
            [viewerId, params.id],
            (sql) => listReplies(sql, params.id, after, count),
          ),
      }),
    view: (posts, { ctx }) => posts.map((post) => postView(ctx, post)),
  });

  api.list("/posts/:id/history", {
    summary: "List the earlier versions of an edited post, newest first",
    auth: "optional",
    params: postParams,
    name: "versions",
    item: postVersionSchema,
    of: ({ ctx, viewerId, params }) => requireVisiblePost(ctx.cache, viewerId, params.id),
    scope: ({ params }) => `history of ${params.id}`,
    async find({ ctx, viewerId, of: { card, author } }, before, limit) {
      const viewer = viewerId === null ? null : must(await ctx.cache.relations.get(viewerId));
      // A version that was for fewer people does not become public with the post.
      const audiences = PRIVACIES.filter((privacy) =>
        card.spaceId !== null || canSeePost(viewer, { ...card, privacy }, author)
      );
      return await listVersions(ctx.sql, card.id, audiences, before, limit);
    },
    view: (versions) => versions.map(postVersionView),
  });
}
