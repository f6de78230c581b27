import { z } from "zod";
import { requireAuthor } from "../../db/posts/posts.ts";
import { insertShareLink, listShareLinks, revokeShareLink } from "../../db/sharing/share_links.ts";
import type { Api } from "../http/api.ts";
import { futureMoment } from "../http/fields.ts";
import { shareLinkSchema, shareLinkView } from "./link_view.ts";
import { idParams, postParams } from "../http/values.ts";

const newShareLink = z.strictObject({
  expiresAt: futureMoment().nullable().optional(),
});

/** Share links: anyone with the link sees the post. Its author creates, lists and revokes them. */
export function shareLinkRoutes(api: Api): void {
  api.post("/posts/:id/share-links", {
    summary: "Create a link that shows my post to anyone who has it",
    params: postParams,
    body: newShareLink.optional(),
    response: shareLinkSchema,
    status: 201,
    errors: ["forbidden", "unprocessable"],
    run: async ({ ctx, viewerId, params, body, write }) =>
      await write(async (tx) => {
        const link = { postId: params.id, expiresAt: body?.expiresAt ?? null };
        return shareLinkView(ctx, await insertShareLink(tx, viewerId, link));
      }),
  });

  api.list("/posts/:id/share-links", {
    summary: "List the active share links of my post, newest first",
    params: postParams,
    name: "shareLinks",
    item: shareLinkSchema,
    errors: ["forbidden"],
    of: ({ ctx, viewerId, params }) => requireAuthor(ctx.sql, params.id, viewerId),
    scope: ({ params }) => `share links of ${params.id}`,
    find: ({ ctx, params }, before, limit) => listShareLinks(ctx.sql, params.id, before, limit),
    view: (links, { ctx }) => links.map((link) => shareLinkView(ctx, link)),
  });

  api.delete("/share-links/:id", {
    summary: "Revoke a share link of my post, immediately and permanently",
    params: idParams,
    run: ({ viewerId, params, write }) => write((tx) => revokeShareLink(tx, viewerId, params.id)),
  });
}
