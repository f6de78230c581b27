import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listReposters, repost, undoRepost } from "../../db/engagement/reposts.ts";
import type { Api } from "../http/api.ts";
import { userCardSchema } from "../people/user_view.ts";
import { idSchema, postParams } from "../http/values.ts";
import { listOthers } from "../../reads/people/others.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";
import { loadListedViews } from "../people/list_view.ts";

const repostedSchema = z.object({
  postId: idSchema,
  isReposted: z.boolean(),
  repostsCount: z.int(),
}).meta({ id: "Repost" });

/** Reposts: repost a post, take a repost back, list the reposts of a post. */
export function repostRoutes(api: Api): void {
  api.post("/posts/:id/repost", {
    summary: "Repost a public post to my followers; a repeat changes nothing",
    params: postParams,
    response: repostedSchema,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params: { id: postId }, write }) {
      const answer = await write(async (tx) => {
        const { reposts } = await repost(tx, postId, viewerId);
        return { postId, isReposted: true, repostsCount: reposts };
      });
      forgetViewerStates(ctx, viewerId);
      return answer;
    },
  });

  api.delete("/posts/:id/repost", {
    summary: "Remove my repost",
    params: postParams,
    response: repostedSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params: { id: postId }, write }) {
      const { reposts } = await write((tx) => undoRepost(tx, postId, viewerId));
      forgetViewerStates(ctx, viewerId);
      return { postId, isReposted: false, repostsCount: reposts };
    },
  });

  api.list("/posts/:id/reposts", {
    summary:
      "List the users who reposted a post, newest first; private accounts are shown to their followers only",
    auth: "optional",
    params: postParams,
    name: "users",
    item: userCardSchema,
    errors: ["not_found"],
    of: ({ ctx, viewerId, params }) => requireVisiblePost(ctx.cache, viewerId, params.id),
    scope: ({ params }) => `reposts of ${params.id}`,
    find: ({ ctx, viewerId, params }, before, limit) =>
      listOthers(ctx, {
        viewerId,
        of: params.id,
        find: (sql) => listReposters(sql, viewerId, params.id, before, limit),
        personOf: ({ userId }) => userId,
      }),
    view: (people, { ctx }) => loadListedViews(ctx, people, (card) => card),
  });
}

/**
 * Makes the next read load the states from Postgres. Of two concurrent changes, the last to commit
 * wins, and this process does not know which one that was.
 */
function forgetViewerStates({ cache }: Context, userId: UserId): void {
  cache.invalidate({ cache: "viewer_states", id: userId });
}
