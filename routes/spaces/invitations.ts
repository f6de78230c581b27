import { z } from "zod";
import { acceptInvitation, findInvitation, requireLiving } from "../../db/spaces/acceptance.ts";
import {
  insertInvitation,
  listInvitations,
  revokeInvitation,
} from "../../db/spaces/invitations.ts";
import { findStanding } from "../../db/spaces/lock.ts";
import {
  INVITATION_SECONDS_DEFAULT,
  INVITATION_SECONDS_MAX,
  INVITATION_SECONDS_MIN,
  INVITATION_USES_DEFAULT,
  INVITATION_USES_MAX,
} from "../../domain/conversations/limits.ts";
import { must } from "../../lib/errors.ts";
import { newInvitationToken } from "../../lib/security/invitation_tokens.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, text } from "../http/fields.ts";
import { spaceParams } from "../http/values.ts";
import {
  invitationSchema,
  invitationViews,
  invitedSpaceSchema,
  invitedSpaceView,
  newInvitationSchema,
  newInvitationView,
} from "./invitation_view.ts";
import { spaceSchema, writtenSpaceView } from "./space_view.ts";

const TOKEN_LENGTH_MAX = 100;

const newInvitation = z.strictObject({
  expiresIn: z.int().min(INVITATION_SECONDS_MIN).max(INVITATION_SECONDS_MAX)
    .default(INVITATION_SECONDS_DEFAULT),
  maxUses: z.int().min(1).max(INVITATION_USES_MAX).default(INVITATION_USES_DEFAULT),
});
const DEFAULTS = { expiresIn: INVITATION_SECONDS_DEFAULT, maxUses: INVITATION_USES_DEFAULT };
const tokenParams = z.object({ token: text(TOKEN_LENGTH_MAX) });
const NOT_FOUND = "Invitation not found.";

/** Invitations: links into a space, for a time and for a number of people. */
export function spaceInvitationRoutes(api: Api): void {
  api.post("/spaces/:id/invitations", {
    summary: "Create an invitation to a space; only this response shows its token",
    params: spaceParams,
    body: newInvitation.optional(),
    limit: "invite",
    response: newInvitationSchema,
    status: 201,
    errors: ["forbidden", "not_found", "unprocessable"],
    run: ({ ctx, viewerId, params: { id: spaceId }, body, write }) =>
      write(async (tx) => {
        const token = newInvitationToken();
        const bounds = body ?? DEFAULTS;
        const made = await insertInvitation(tx, viewerId, { spaceId, token, ...bounds });
        return await newInvitationView(ctx, tx.sql, made, token);
      }),
  });

  api.list("/spaces/:id/invitations", {
    summary: "List the invitations to a space without their tokens, newest first",
    params: spaceParams,
    name: "invitations",
    item: invitationSchema,
    errors: ["forbidden", "not_found"],
    of: ({ ctx, viewerId, params }) => seeOwnSpace(ctx, viewerId, params.id, "moderator"),
    scope: ({ params }) => `invitations to ${params.id}`,
    find: ({ ctx, params }, before, limit) => listInvitations(ctx.sql, params.id, before, limit),
    view: (invitations, { ctx, viewerId }) => invitationViews(ctx, viewerId, invitations),
  });

  api.delete("/spaces/:id/invitations/:invitationId", {
    summary: "Revoke an invitation to a space; those who used it stay",
    params: spaceParams.extend({ invitationId: idInputOf<"invitation">() }),
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params: { id: spaceId, invitationId: id }, write }) =>
      write((tx) => revokeInvitation(tx, viewerId, { spaceId, id })),
  });

  api.get("/invitations/:token", {
    summary: "Get the space of an invitation",
    auth: "optional",
    params: tokenParams,
    response: invitedSpaceSchema,
    errors: ["gone", "not_found"],
    async run({ ctx, viewerId, params }) {
      const found = await findInvitation(ctx.sql, params.token);
      const { spaceId, expiresAt } = found;
      const isBanned = viewerId !== null &&
        (await findStanding(ctx.sql, spaceId, viewerId)).isBanned;
      const space = isBanned ? null : await ctx.cache.spaces.get(spaceId);
      must(space, NOT_FOUND);
      requireLiving(found);
      return invitedSpaceView(ctx, must(space, NOT_FOUND), expiresAt);
    },
  });

  api.post("/invitations/:token/accept", {
    summary: "Accept an invitation to a space; a member of it uses nothing up",
    params: tokenParams,
    limit: "invite",
    response: z.object({ space: spaceSchema, joined: z.boolean() }),
    errors: ["gone", "not_found", "unprocessable"],
    run: ({ ctx, viewerId, params, write }) =>
      write(async (tx) => {
        const { spaceId, joined } = await acceptInvitation(tx, viewerId, params.token);
        return { space: await writtenSpaceView(ctx, tx.sql, viewerId, spaceId), joined };
      }),
  });
}
