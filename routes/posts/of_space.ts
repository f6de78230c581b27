import { postsOfSpace } from "../../reads/posts/of_space.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import type { Api } from "../http/api.ts";
import { spaceParams } from "../http/values.ts";
import { postSchema, postView } from "./post_view.ts";

/** The posts of a space, for its members. */
export function spacePostRoutes(api: Api): void {
  api.list("/spaces/:id/posts", {
    summary: "List the posts of my space, newest first, without replies",
    params: spaceParams,
    errors: ["forbidden"],
    name: "posts",
    item: postSchema,
    of: ({ ctx, viewerId, params }) => seeOwnSpace(ctx, viewerId, params.id),
    scope: ({ params }) => `posts of space ${params.id}`,
    find: ({ ctx, viewerId, params: { id: spaceId } }, before, limit) =>
      postsOfSpace(ctx, viewerId, { spaceId }, { before, limit }),
    view: (posts, { ctx }) => posts.map((post) => postView(ctx, post)),
  });
}
