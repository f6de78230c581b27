import { z } from "zod";
import { openDm } from "../../db/conversations/dms.ts";
import { createGroup, updateConversation } from "../../db/conversations/groups.ts";
import { deleteGroup } from "../../db/conversations/leaving.ts";
import { listMembersOf } from "../../db/conversations/member_list.ts";
import { emptyDm } from "../../db/conversations/settings.ts";
import type { Tx } from "../../db/transact.ts";
import { HISTORIES } from "../../domain/conversations/conversations.ts";
import {
  CONVERSATION_NAME_LENGTH_MAX,
  CONVERSATION_TOPIC_LENGTH_MAX,
  GROUP_MEMBERS_MAX,
  RETENTION_DAYS_MAX,
} from "../../domain/conversations/limits.ts";
import type { UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { insideOf } from "../../reads/conversations/inside.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, nameText, trimmedText, userIdInput } from "../http/fields.ts";
import { conversationParams } from "../http/values.ts";
import {
  conversationSchema,
  oneConversationView,
  readConversationSchema,
  readConversationView,
} from "./conversation_view.ts";
import { memberSchema, memberViews } from "./member_view.ts";

const name = nameText(CONVERSATION_NAME_LENGTH_MAX, 1);
const newConversation = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("dm"), userId: userIdInput }),
  z.strictObject({
    type: z.literal("group"),
    name,
    userIds: z.array(userIdInput).min(1).max(GROUP_MEMBERS_MAX),
    history: z.enum(HISTORIES).default("joined"),
    avatarMediaId: idInputOf<"media">().nullable().default(null),
  }),
]);
const conversationChange = z.strictObject({
  name,
  topic: trimmedText(CONVERSATION_TOPIC_LENGTH_MAX).nullable().transform((text) => text || null),
  avatarMediaId: idInputOf<"media">().nullable(),
  history: z.enum(HISTORIES),
  retentionDays: z.int().min(1).max(RETENTION_DAYS_MAX).nullable(),
}).partial();

/** Conversations: begin, see, change and delete them, and see who is in them. */
export function conversationRoutes(api: Api): void {
  api.post("/conversations", {
    summary: "Open the conversation with a person, or create a group",
    body: newConversation,
    response: conversationSchema,
    status: 201,
    statusIfExisting: 200,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, body, write, http }) {
      if (body.type === "dm") await resolveUserId(ctx, body.userId, viewerId);
      return await write(async (tx) => {
        const { conversationId, isNew } = await begin(tx, viewerId, body);
        http.set("isExisting", !isNew);
        return await oneConversationView(insideOf(ctx, tx.sql), viewerId, conversationId);
      });
    },
  });

  api.get("/conversations/:id", {
    summary: "Get a conversation of mine",
    params: conversationParams,
    response: readConversationSchema,
    errors: ["not_found"],
    run: ({ ctx, viewerId, params }) => readConversationView(ctx, viewerId, params.id),
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/conversations/:id", {
      summary: "Change a group as its owner, or a room as a moderator of its space",
      params: conversationParams,
      body: conversationChange,
      response: conversationSchema,
      errors: ["conflict", "forbidden", "not_found", "unprocessable"],
      async run({ ctx, viewerId, params, body, write }) {
        await seeConversation(ctx, viewerId, params.id);
        await write((tx) => updateConversation(tx, viewerId, params.id, body));
        return await oneConversationView(ctx, viewerId, params.id);
      },
    });
  }

  api.delete("/conversations/:id", {
    summary: "Delete a group as its owner, or empty a conversation of two people for myself",
    params: conversationParams,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params, write }) {
      const { conversation: { kind } } = await seeConversation(ctx, viewerId, params.id);
      if (kind === "room") {
        throw new AppError("unprocessable", "Delete a room as a part of its space.");
      }
      const end = kind === "dm" ? emptyDm : deleteGroup;
      await write((tx) => end(tx, viewerId, params.id));
    },
  });

  api.list("/conversations/:id/members", {
    summary: "List the members of a conversation whom I see, oldest first",
    params: conversationParams,
    name: "members",
    item: memberSchema,
    errors: ["not_found"],
    of: async ({ ctx, viewerId, params }) =>
      (await seeConversation(ctx, viewerId, params.id)).conversation,
    scope: ({ viewerId, of: { id } }) => `members of ${id} for ${viewerId}`,
    find: ({ ctx, viewerId, of: conversation }, after, limit) =>
      listMembersOf(ctx.sql, conversation, viewerId, { after, limit }),
    view: (members, { ctx }) => memberViews(ctx, members),
  });
}

async function begin(tx: Tx, viewerId: UserId, body: z.output<typeof newConversation>) {
  if (body.type === "dm") return await openDm(tx, viewerId, body.userId);
  return { conversationId: await createGroup(tx, viewerId, body), isNew: true };
}
