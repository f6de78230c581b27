import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { listReposters, repost, undoRepost } from "../../db/engagement/reposts.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { userCardSchema, userCardView } from "../people/user_view.ts";
import { idParams, idSchema } from "../http/values.ts";

const repostedSchema = z.object({
  postId: idSchema,
  isReposted: z.boolean(),
  repostsCount: z.int(),
});

/** Reposts: made, taken back, listed. */
export function repostRoutes(api: Api): void {
  api.post("/posts/:id/repost", {
    summary: "Show a public post to one's followers; reposting it again changes nothing",
    params: idParams,
    response: repostedSchema,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params: { id: postId }, write }) {
      const answer = await write(async (tx) => {
        const { reposts } = await repost(tx, postId, viewerId);
        return { postId, isReposted: true, repostsCount: reposts };
      });
      forgetEngagements(ctx, viewerId);
      return answer;
    },
  });

  api.delete("/posts/:id/repost", {
    summary: "Take a repost back",
    params: idParams,
    response: repostedSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params: { id: postId }, write }) {
      const { reposts } = await write((tx) => undoRepost(tx, postId, viewerId));
      forgetEngagements(ctx, viewerId);
      return { postId, isReposted: false, repostsCount: reposts };
    },
  });

  api.get("/posts/:id/reposts", {
    summary: "Who reposts a post, newest first; private accounts show it to their followers",
    auth: "optional",
    params: idParams,
    query: pageQuery,
    response: z.object({ users: z.array(userCardSchema), pagination: paginationSchema }),
    errors: ["not_found"],
    async run({ ctx, viewerId, params, query }) {
      const scope = `reposts of ${params.id}`;
      must(
        (await loadVisiblePosts(ctx.cache, viewerId, [params.id])).get(params.id),
        "No such post",
      );
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listReposters(ctx.sql, viewerId, params.id, before, query.limit);
      const users = await ctx.cache.users.getMany(page.items.map(({ userId }) => userId));
      return {
        users: [...users.values()].map((user) => userCardView(ctx, user)),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });
}

/** Of two changes at once the later one to commit holds, and here is not known which that was. */
function forgetEngagements({ cache }: Context, userId: string): void {
  cache.invalidate({ cache: "viewer_states", id: userId });
}
