import { z } from "zod";
import { listMembers } from "../../db/spaces/lists.ts";
import { joinSpace, leaveSpace, removeMember, setRole } from "../../db/spaces/members.ts";
import { ROLES } from "../../domain/conversations/conversations.ts";
import { nameTermsOf } from "../../domain/search/terms.ts";
import { must } from "../../lib/errors.ts";
import { resolveAnyUserId, resolveUserId } from "../../reads/people/resolve_user.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import type { Api } from "../http/api.ts";
import { queryText, text } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { spaceParams } from "../http/values.ts";
import { memberSchema } from "../conversations/member_view.ts";
import { spaceMemberViews } from "./member_view.ts";
import { spaceSchema, writtenSpaceView } from "./space_view.ts";

const QUERY_LENGTH_MAX = 100;

/** A path with a space and one of its people. */
export const spacePersonParams = spaceParams.extend({ userId: text(36) });

/** Members of spaces: they join, leave, are removed, and have roles. */
export function spaceMemberRoutes(api: Api): void {
  api.list("/spaces/:id/members", {
    summary: "List the members of my space: the owner, the moderators, then others, by joining",
    params: spaceParams,
    query: pageQuery.extend({
      role: z.enum(ROLES).optional(),
      q: queryText(QUERY_LENGTH_MAX, 1).optional(),
    }),
    name: "members",
    item: memberSchema,
    errors: ["forbidden", "not_found"],
    of: ({ ctx, viewerId, params }) => seeOwnSpace(ctx, viewerId, params.id),
    scope: ({ params, query }) => `${query.role} members of ${params.id} named ${query.q}`,
    async find({ ctx, viewerId, params, query: { role = null, q } }, after, limit) {
      const terms = q === undefined ? null : nameTermsOf(q);
      if (q !== undefined && terms === null) return { items: [], next: null };
      const reading = { spaceId: params.id, viewerId, role, terms, after, limit };
      return await listMembers(ctx.sql, reading);
    },
    view: (members, { ctx }) => spaceMemberViews(ctx, members),
  });

  api.put("/spaces/:id/members/:userId/role", {
    summary: "Give a member of my space another role, or make them its owner",
    params: spacePersonParams,
    body: z.strictObject({ role: z.enum(ROLES) }),
    response: memberSchema,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id: spaceId, userId: name }, body: { role }, write }) {
      await seeOwnSpace(ctx, viewerId, spaceId, "owner");
      const userId = await resolveUserId(ctx, name, viewerId);
      const member = await write((tx) => setRole(tx, viewerId, { spaceId, userId }, role));
      return must((await spaceMemberViews(ctx, [member]))[0]);
    },
  });

  api.delete("/spaces/:id/members/:userId", {
    summary: "Remove a member from a space, as its owner or a moderator",
    params: spacePersonParams,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id: spaceId, userId: name }, write }) {
      await seeOwnSpace(ctx, viewerId, spaceId, "moderator");
      // A member who blocks the staff can be removed all the same.
      const userId = await resolveAnyUserId(ctx, name, viewerId);
      await write((tx) => removeMember(tx, viewerId, { spaceId, userId }));
    },
  });

  api.post("/spaces/:id/join", {
    summary: "Join a public space; repeating it changes nothing",
    params: spaceParams,
    response: z.object({ space: spaceSchema, joined: z.boolean() }),
    errors: ["not_found", "unprocessable"],
    run: ({ ctx, viewerId, params: { id: spaceId }, write }) =>
      write(async (tx) => {
        const joined = await joinSpace(tx, { spaceId, userId: viewerId });
        return { space: await writtenSpaceView(ctx, tx.sql, viewerId, spaceId), joined };
      }),
  });

  api.post("/spaces/:id/leave", {
    summary: "Leave a space; after its owner another member follows, or the space is deleted",
    params: spaceParams,
    errors: ["not_found"],
    run: ({ viewerId, params: { id: spaceId }, write }) =>
      write((tx) => leaveSpace(tx, { spaceId, userId: viewerId })),
  });
}
