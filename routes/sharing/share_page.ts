import type { Context as HonoContext } from "hono";
import { accepts } from "hono/accepts";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import type { Env } from "../http/endpoint.ts";
import { seeSharedPost } from "../../reads/sharing/shared_post.ts";
import { postSchema } from "../posts/post_view.ts";
import { shareUrl } from "./link_view.ts";
import { missingSharePage, sharePage } from "./page_view.ts";
import { sharedPostView } from "./shared_post_view.ts";

/** The page of a share link: one post and nothing else, as long as the link is valid. */
export function sharePageRoutes(root: Api): void {
  root.app.use("/s/*", asSecret);

  root.get("/s/:token", {
    summary: "Get the post of a share link, as a page or as JSON",
    limit: "read",
    auth: "optional",
    response: z.object({ post: postSchema }),
    contentType: "text/html",
    errors: ["not_found"],
    showsMissing: true,
    async run({ ctx, viewerId, http }) {
      const token = http.req.param("token") ?? "";
      const shared = await seeSharedPost(ctx, viewerId, token);
      if (shared === null) return missing(http);
      const post = sharedPostView(ctx, shared);
      if (wantsJson(http)) return { post };
      const { author, card } = shared.seen;
      const isHidden = card.media.some(({ placement }) => placement === "private");
      const leadTo = isHidden ? [ctx.storage.signedOrigin] : [];
      return sharePage({ post, author, url: shareUrl(ctx, token), leadTo });
    },
  });

  root.get("/s/:token/image", {
    summary: "Get the first picture of a shared post, at a URL that works as long as the link",
    limit: "read",
    auth: "optional",
    contentType: "302: to the picture in storage",
    errors: ["not_found"],
    showsMissing: true,
    async run({ ctx, viewerId, http }) {
      const shared = await seeSharedPost(ctx, viewerId, http.req.param("token") ?? "");
      const post = shared && sharedPostView(ctx, shared);
      return post?.imageUrl ? http.redirect(post.imageUrl, 302) : missing(http);
    },
  });
}

/** A link may be revoked at any time, so no cache stores its page and no search engine lists it. */
const asSecret = createMiddleware<Env>(async (http, next) => {
  await next();
  const { headers } = http.res;
  headers.set("cache-control", "no-store");
  headers.set("x-robots-tag", "noindex");
  headers.append("vary", "Accept, Authorization");
});

/** Returns the same 404 for every link that shows nothing, so it does not tell the reason. */
function missing(http: HonoContext<Env>): Response | Promise<Response> {
  return wantsJson(http) ? must<Response>(null, "Share link not found.") : missingSharePage();
}

function wantsJson(http: HonoContext<Env>): boolean {
  const supports = ["text/html", "application/json"];
  return accepts(http, { header: "Accept", supports, default: "text/html" }) === "application/json";
}
