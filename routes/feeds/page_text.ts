import type { Context } from "../../context/mod.ts";
import type { Page } from "../../db/page.ts";
import type { RenderedText } from "../../lib/cache/page_cache.ts";
import type { Rope } from "../../lib/cache/rope.ts";
import { paginationOf } from "../http/paging.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";
import { postListText } from "../posts/post_text.ts";

const JSON_HEADERS = { "content-type": "application/json; charset=UTF-8" };

/** Returns a page of posts as JSON, with a cursor of the list `scope`. */
export function postPageText(
  ctx: Context,
  scope: string,
  page: Page<VisiblePost>,
): RenderedText {
  const pagination = JSON.stringify(paginationOf(ctx, scope, page.next));
  const before = '{"success":true,"data":{"posts":[';
  return postListText(ctx, before, page.items, `],"pagination":${pagination}}}`);
}

/** Returns a response with JSON that is already text. */
export function jsonText(text: Rope): Response {
  return new Response(text.toString(), { headers: JSON_HEADERS });
}
