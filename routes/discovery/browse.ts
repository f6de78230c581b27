import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listPublicPostsBy, type PostFilters } from "../../db/discovery/public_posts.ts";
import type { SpacePosts } from "../../db/posts/spaces.ts";
import { normalTag } from "../../domain/text.ts";
import { AppError } from "../../lib/errors.ts";
import { postsOfSpace } from "../../reads/posts/of_space.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import type { Rope } from "../../lib/cache/rope.ts";
import type { Api } from "../http/api.ts";
import { categoryInput, requireCategory } from "../posts/category_input.ts";
import { mostLiked } from "../../reads/discovery/popular.ts";
import { publicPage } from "./public_page.ts";
import { jsonText, postPageText } from "../feeds/page_text.ts";
import { feedSchema } from "../feeds/feed.ts";
import { idInputOf, text } from "../http/fields.ts";
import { pageQuery, placeOf } from "../http/paging.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";

/** The query of a page of public posts: newest or most liked first. */
export const sortedPageQuery = pageQuery.extend({
  sort: z.enum(["recent", "popular"]).default("recent"),
});

const browseQuery = sortedPageQuery.extend({
  tag: text(100).transform((text, context) => {
    const tag = normalTag(text);
    if (tag === null) context.addIssue({ code: "custom", message: "Not a valid tag" });
    return tag ?? z.NEVER;
  }).optional(),
  author: text(36, 1).optional(),
  category: categoryInput.optional(),
  spaceId: idInputOf<"space">().optional().describe("Lists the posts of my space instead."),
}).refine(({ spaceId, sort }) => spaceId === undefined || sort === "recent", {
  path: ["sort"],
  message: "Posts of a space are listed newest first",
});

/** The list of public posts, sorted and filtered. */
export function browseRoutes(api: Api): void {
  api.get("/posts", {
    summary: "List public posts by tag, author and category, newest or most liked first",
    auth: "optional",
    query: browseQuery,
    response: feedSchema,
    errors: ["not_found", "forbidden"],
    async run({ ctx, viewerId, query }) {
      const filters = await filtersOf(ctx, viewerId, query);
      const { spaceId } = query;
      if (spaceId !== undefined) {
        return jsonText(await spacePosts(ctx, viewerId, { ...filters, spaceId }, query));
      }
      return jsonText(await sortedPosts(ctx, viewerId, filters, query));
    },
  });
}

/** Returns a page of the public posts that match the filters, as JSON. */
export async function sortedPosts(
  ctx: Context,
  viewerId: UserId | null,
  filters: PostFilters,
  { sort, limit, cursor }: z.output<typeof sortedPageQuery>,
): Promise<Rope> {
  const { tag, category, authorId } = filters;
  const scope = `posts ${JSON.stringify([sort, tag, category, authorId])}`;
  const before = placeOf(ctx, scope, cursor);
  const skeleton = sort === "popular" ? await mostLiked(ctx, viewerId, filters, before) : {
    before,
    next: (place: string | null, count: number) =>
      ctx.others.read(
        [viewerId, authorId ?? null],
        (sql) => listPublicPostsBy(sql, filters, place, count),
      ),
  };
  const page = await publicPage(ctx, ctx.cache, {
    viewerId,
    scope,
    limit,
    // A post may have left the category since the list of the most liked posts was made.
    skeleton: {
      ...skeleton,
      admits: ({ card }) => category === undefined || card.category === category,
    },
  });
  return page.text;
}

async function spacePosts(
  ctx: Context,
  viewerId: UserId | null,
  posts: SpacePosts,
  { limit, cursor }: z.output<typeof pageQuery>,
): Promise<Rope> {
  if (viewerId === null) throw new AppError("unauthenticated", "Sign in to see posts of spaces.");
  await seeOwnSpace(ctx, viewerId, posts.spaceId);
  const scope = `posts of space ${JSON.stringify(posts)}`;
  const before = placeOf(ctx, scope, cursor);
  const page = await postsOfSpace(ctx, viewerId, posts, { before, limit });
  return (await postPageText(ctx, scope, page)).text;
}

async function filtersOf(
  ctx: Context,
  viewerId: UserId | null,
  { tag, author, category }: z.output<typeof browseQuery>,
): Promise<PostFilters> {
  requireCategory(ctx, category);
  const authorId = author === undefined ? undefined : await resolveUserId(ctx, author, viewerId);
  return { category, authorId, tag };
}
