import { z } from "zod";
import { deleteMessagesOfBanned } from "../../db/messages/banned.ts";
import { banFromSpace, endBan, listBans } from "../../db/spaces/bans.ts";
import { BAN_DELETES_HOURS_MAX, BAN_REASON_LENGTH_MAX } from "../../domain/conversations/limits.ts";
import { must } from "../../lib/errors.ts";
import { resolveAnyUserId } from "../../reads/people/resolve_user.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import type { Api } from "../http/api.ts";
import { trimmedText } from "../http/fields.ts";
import { spaceParams } from "../http/values.ts";
import { banSchema, banViews } from "./ban_view.ts";
import { spacePersonParams } from "./members.ts";

const ban = z.strictObject({
  reason: trimmedText(BAN_REASON_LENGTH_MAX).nullable().default(null)
    .transform((given) => given || null),
  deleteMessagesOfHours: z.int().min(1).max(BAN_DELETES_HOURS_MAX).nullable().default(null),
});
const NO_TERMS = { reason: null, deleteMessagesOfHours: null };
/** So many messages are deleted before the response. A job deletes the rest. */
const MESSAGES_DELETED_AT_ONCE = 200;

/** Bans: the staff of a space keep people out of it. */
export function spaceBanRoutes(api: Api): void {
  api.put("/spaces/:id/bans/:userId", {
    summary: "Ban a person from a space and end their membership, as its owner or a moderator",
    params: spacePersonParams,
    body: ban.optional(),
    response: banSchema,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id: spaceId, userId: name }, body, write }) {
      await seeOwnSpace(ctx, viewerId, spaceId, "moderator");
      const userId = await resolveAnyUserId(ctx, name, viewerId);
      const terms = body ?? NO_TERMS;
      const made = await write((tx) => banFromSpace(tx, viewerId, { spaceId, userId }, terms));
      if (terms.deleteMessagesOfHours !== null) {
        await write((tx) => deleteMessagesOfBanned(tx, made.id, MESSAGES_DELETED_AT_ONCE));
      }
      return must((await banViews(ctx, viewerId, [made.ban]))[0]);
    },
  });

  api.delete("/spaces/:id/bans/:userId", {
    summary: "End a ban from a space; repeating it changes nothing",
    params: spacePersonParams,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params: { id: spaceId, userId: name }, write }) {
      await seeOwnSpace(ctx, viewerId, spaceId, "moderator");
      const userId = await resolveAnyUserId(ctx, name, viewerId);
      await write((tx) => endBan(tx, viewerId, { spaceId, userId }));
    },
  });

  api.list("/spaces/:id/bans", {
    summary: "List the people who are banned from a space, newest first",
    params: spaceParams,
    name: "bans",
    item: banSchema,
    errors: ["forbidden", "not_found"],
    of: ({ ctx, viewerId, params }) => seeOwnSpace(ctx, viewerId, params.id, "moderator"),
    scope: ({ params }) => `bans of ${params.id}`,
    find: ({ ctx, params }, before, limit) => listBans(ctx.sql, params.id, before, limit),
    view: (bans, { ctx, viewerId }) => banViews(ctx, viewerId, bans),
  });
}
