import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { listPublicPostsBy, type PostFilters } from "../../db/discovery/public_posts.ts";
import { effectivePrivacy } from "../../domain/posts/posts.ts";
import { normalTag, spelledTag } from "../../domain/text.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { answerConditionally } from "../http/conditional.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { text } from "../http/fields.ts";
import { resolveUser } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";
import { atomDocument, type AtomFeed } from "./atom_view.ts";
import { nameOf } from "../sharing/preview.ts";

const ENTRIES = 30;
const FRESH_SECONDS = 300;
const CONTENT_TYPE = "application/atom+xml; charset=utf-8";

/** Atom feeds for feed readers. They contain public posts only, the same for every caller. */
export function atomRoutes(api: Api): void {
  api.get("/users/:id/feed.atom", {
    summary: "Get the newest public posts of a user as an Atom feed",
    auth: "none",
    params: userParams,
    contentType: "application/atom+xml",
    errors: ["not_found"],
    async run({ ctx, params, http }) {
      const user = await resolveUser(ctx, params.id, null);
      must(user.isPrivate ? null : user);
      const path = `/api/v1/users/${user.id}`;
      const feed = {
        id: `urn:uuid:${user.id}`,
        title: `${nameOf(user)} (@${user.username})`,
        selfPath: `${path}/feed.atom`,
        alternatePath: path,
        posts: await newestPosts(ctx, { authorId: user.id }),
      };
      return answerFeed(ctx, http.req, feed);
    },
  });

  api.get("/tags/:tag/feed.atom", {
    summary: "Get the newest public posts with a tag as an Atom feed",
    auth: "none",
    params: z.object({ tag: text(100) }),
    contentType: "application/atom+xml",
    async run({ ctx, params, http }) {
      const tag = must(normalTag(params.tag), "Tag not found.");
      const path = `/api/v1/tags/${encodeURIComponent(tag)}`;
      const feed = {
        id: `tag:${new URL(ctx.config.PUBLIC_URL).hostname},2026:tags/${encodeURIComponent(tag)}`,
        title: `#${spelledTag(params.tag)}`,
        selfPath: `${path}/feed.atom`,
        alternatePath: `${path}/posts`,
        posts: await newestPosts(ctx, { tag }),
      };
      return answerFeed(ctx, http.req, feed);
    },
  });
}

async function newestPosts(ctx: Context, filters: PostFilters): Promise<readonly VisiblePost[]> {
  const { items } = await fillPage(ctx.cache, null, ENTRIES, {
    before: null,
    next: (before, limit) =>
      ctx.others.read(
        [filters.authorId ?? null],
        (sql) => listPublicPostsBy(sql, filters, before, limit),
      ),
    admits: ({ card, author }) => effectivePrivacy(card.privacy, author) === "public",
  });
  return items;
}

function answerFeed(
  ctx: Context,
  request: { header(name: string): string | undefined },
  feed: AtomFeed,
): Response {
  const { text, updatedAt } = atomDocument(ctx, feed);
  const freshness = { contentType: CONTENT_TYPE, seconds: FRESH_SECONDS };
  return answerConditionally(request, { text, updatedAt, ...freshness });
}
