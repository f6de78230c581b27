import type { Context } from "../../context.ts";
import type { Page } from "../../db/page.ts";
import { paginationOf } from "../paging.ts";
import type { SeenPost } from "../see_posts.ts";
import { type MadeText, postListText } from "../views/post_text.ts";

/** The JSON of a page of posts of the list `scope`. */
export function postPageText(
  ctx: Context,
  scope: string,
  page: Page<SeenPost>,
): Promise<MadeText> {
  const pagination = JSON.stringify(paginationOf(ctx, scope, page.next));
  const before = '{"success":true,"data":{"posts":[';
  return postListText(ctx, before, page.items, `],"pagination":${pagination}}}`);
}
