import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ShareLink } from "../../db/sharing/share_links.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A share link in responses to the author of its post. */
export const shareLinkSchema = z.object({
  shareLinkId: idSchema,
  postId: idSchema,
  token: z.string(),
  url: z.url(),
  expiresAt: timeSchema.nullable(),
  createdAt: timeSchema,
}).meta({ id: "ShareLink" });

/** Returns a share link as the author of its post sees it. */
export function shareLinkView(ctx: Context, link: ShareLink): z.input<typeof shareLinkSchema> {
  const token = ctx.shareTokens.encode(link.id);
  return {
    shareLinkId: link.id,
    postId: link.postId,
    token,
    url: shareUrl(ctx, token),
    expiresAt: link.expiresAt?.toISOString() ?? null,
    createdAt: link.createdAt.toISOString(),
  };
}

/** Returns the address of the page for a token. */
export function shareUrl({ config }: Context, token: string): string {
  return `${config.PUBLIC_URL}/s/${token}`;
}
