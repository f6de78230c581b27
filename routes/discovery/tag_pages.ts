import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { TrendingTag } from "../../domain/posts/popularity.ts";
import { isMutedFor } from "../../domain/safety/mutes.ts";
import { normalTag } from "../../domain/text.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { sortedPageQuery, sortedPosts } from "./browse.ts";
import { jsonText } from "../feeds/page_text.ts";
import { feedSchema } from "../feeds/feed.ts";
import { text } from "../http/fields.ts";

const trendingSchema = z.object({ tag: z.string(), postsCount: z.int() }).meta({
  id: "TrendingTag",
});

/** Tags: the posts with a tag, and the trending tags. */
export function tagPageRoutes(api: Api): void {
  api.get("/tags/:tag/posts", {
    summary: "List public posts with a tag, newest or most liked first",
    auth: "optional",
    params: z.object({ tag: text(100) }),
    query: sortedPageQuery,
    response: feedSchema,
    async run({ ctx, viewerId, params, query }) {
      const tag = must(normalTag(params.tag), "Tag not found.");
      return jsonText(await sortedPosts(ctx, viewerId, { tag }, query));
    },
  });

  api.list("/tags/trending", {
    summary: "List the tags that most people used in the last 24 hours",
    auth: "optional",
    name: "tags",
    item: trendingSchema,
    scope: () => "trending tags",
    async find({ ctx, viewerId }, place, limit) {
      const [number, from] = (place ?? " 0").split(" ").map(Number);
      const { epoch, trending } = number
        ? await ctx.epochs.findOrNewest(number)
        : await ctx.epochs.newest();
      const tags = await withoutMuted(ctx, viewerId, trending);
      const to = from! + limit;
      return { items: tags.slice(from, to), next: to < tags.length ? `${epoch} ${to}` : null };
    },
    view: (tags) => tags.map(({ tag, postsCount }) => ({ tag, postsCount })),
  });
}

async function withoutMuted(
  ctx: Context,
  viewerId: UserId | null,
  tags: readonly TrendingTag[],
): Promise<readonly TrendingTag[]> {
  const viewer: Relations | undefined = viewerId === null
    ? undefined
    : await ctx.cache.relations.get(viewerId);
  if (viewer === undefined || viewer.mutedWords.length === 0) return tags;
  const now = Date.now();
  return tags.filter(({ tag }) =>
    !isMutedFor(viewer, { authorId: "", texts: [], tags: [tag] }, now)
  );
}
