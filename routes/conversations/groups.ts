import { z } from "zod";
import { addMembers } from "../../db/conversations/joining.ts";
import { leaveGroup, removeMember } from "../../db/conversations/leaving.ts";
import { listAddedMembers } from "../../db/conversations/member_list.ts";
import { giveGroup } from "../../db/conversations/owners.ts";
import { GROUP_MEMBERS_ADDED_MAX } from "../../domain/conversations/limits.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { insideOf } from "../../reads/conversations/inside.ts";
import type { Api } from "../http/api.ts";
import { userIdInput } from "../http/fields.ts";
import { conversationParams } from "../http/values.ts";
import { conversationSchema, oneConversationView } from "./conversation_view.ts";
import { memberSchema, memberViews } from "./member_view.ts";

const userId = userIdInput;
const memberParams = conversationParams.extend({ userId });
const newMembers = z.union([
  z.strictObject({ userIds: z.array(userId).min(1).max(GROUP_MEMBERS_ADDED_MAX) }),
  z.strictObject({ userId }).transform(({ userId }) => ({ userIds: [userId] })),
]);

/** Groups: who comes in, who goes, and who owns them. */
export function groupRoutes(api: Api): void {
  api.post("/groups/:id/members", {
    summary: "Add people to my group; those who are in it already are left out",
    params: conversationParams,
    body: newMembers,
    response: z.object({ members: z.array(memberSchema), membersCount: z.int() }),
    status: 201,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id }, body, write }) {
      await seeConversation(ctx, viewerId, id);
      return await write(async (tx) => {
        const addedIds = await addMembers(tx, viewerId, id, body.userIds);
        const inside = insideOf(ctx, tx.sql);
        const members = await memberViews(inside, await listAddedMembers(tx.sql, id, addedIds));
        const { membersCount } = await oneConversationView(inside, viewerId, id);
        return { members, membersCount };
      });
    },
  });

  api.delete("/groups/:id/members/:userId", {
    summary: "Remove a member from my group",
    params: memberParams,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params, write }) {
      await seeConversation(ctx, viewerId, params.id);
      await write((tx) => removeMember(tx, viewerId, params));
    },
  });

  api.post("/groups/:id/leave", {
    summary: "Leave a group; after its owner, the named member owns it, or the oldest one",
    params: conversationParams,
    body: z.strictObject({ ownerId: userId }).partial().default({}),
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params, body, write }) {
      await seeConversation(ctx, viewerId, params.id);
      await write((tx) => leaveGroup(tx, viewerId, { ...params, ...body }));
    },
  });

  api.post("/groups/:id/owner", {
    summary: "Make another member the owner of my group; I become a moderator",
    params: conversationParams,
    body: z.strictObject({ userId }),
    response: conversationSchema,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id }, body, write }) {
      await seeConversation(ctx, viewerId, id);
      return await write(async (tx) => {
        await giveGroup(tx, viewerId, { id, userId: body.userId });
        return await oneConversationView(insideOf(ctx, tx.sql), viewerId, id);
      });
    },
  });
}
