import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { activityOf } from "../../domain/conversations/activity.ts";
import {
  CONVERSATION_KINDS,
  HISTORIES,
  isAtLeast,
  MEMBER_STATUSES,
  NOTIFY_LEVELS,
  ROLES,
} from "../../domain/conversations/conversations.ts";
import type { UnreadCounts } from "../../domain/conversations/totals.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { GROUP_MEMBERS_SHOWN, RECEIPTS_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import { must } from "../../lib/errors.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { findSeats, type Seat, seeConversation } from "../../reads/conversations/access.ts";
import { readsOf } from "../../reads/conversations/receipts.ts";
import { countUnread } from "../../reads/conversations/unread.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import { messageSchema, type MessageView, messageViews } from "../messages/message_view.ts";
import { avatarUrl, userCardSchema, userCardView } from "../people/user_view.ts";

/** A conversation as a member sees it. */
export const conversationSchema = z.object({
  conversationId: idSchema,
  type: z.enum(CONVERSATION_KINDS),
  name: z.string().nullable().describe("Null in a DM: clients show the other person."),
  topic: z.string().nullable(),
  avatar: z.string().nullable(),
  spaceId: idSchema.nullable(),
  ownerId: idSchema.nullable(),
  members: z.array(userCardSchema).describe(
    "Of a DM the other person, or nobody if their account is gone. Of a group the viewer and the " +
      "members who came first. Of a room nobody.",
  ),
  membersCount: z.int(),
  role: z.enum(ROLES),
  status: z.enum(MEMBER_STATUSES),
  history: z.enum(HISTORIES),
  visibleFrom: z.int().describe("The number of the first message that the viewer may see."),
  viewRole: z.enum(ROLES),
  postRole: z.enum(ROLES),
  encryption: z.enum(["none", "mls"]),
  epoch: z.int().nullable(),
  retentionDays: z.int().nullable(),
  lastSeq: z.int(),
  lastMessage: messageSchema.nullable(),
  lastActivityAt: timeSchema,
  readSeq: z.int(),
  unreadCount: z.int().describe("10,000 means 10,000 or more."),
  mentionsCount: z.int(),
  notify: z.enum(NOTIFY_LEVELS),
  mutedUntil: timeSchema.nullable(),
  isArchived: z.boolean(),
  canSend: z.boolean(),
  createdAt: timeSchema,
}).meta({ id: "Conversation" });

/** A conversation with how far its other members have read. */
export const readConversationSchema = conversationSchema.extend({
  reads: z.array(
    z.object({ userId: idSchema, seq: z.int() }).meta({ id: "Receipt" }),
  ).optional().describe(
    "How far others have read, of those who show it. Only in DMs and groups of at most " +
      `${RECEIPTS_MEMBERS_MAX} members.`,
  ),
}).meta({ id: "ReadConversation" });

/** A conversation as a member sees it. */
export type ConversationView = z.input<typeof conversationSchema>;

/** Returns those of these conversations that the viewer sees, in the order of the ids. */
export async function loadConversationViews(
  ctx: Context,
  viewerId: UserId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, ConversationView>> {
  const seats = await findSeats(ctx, viewerId, ids);
  const views = await conversationViews(ctx, [...seats.values()]);
  return new Map(views.map((view) => [view.conversationId as ConversationId, view]));
}

/** Returns a conversation. Throws `not_found` if the viewer may not see it. */
export async function oneConversationView(
  ctx: Context,
  viewerId: UserId,
  id: ConversationId,
): Promise<ConversationView> {
  const [view] = await conversationViews(ctx, [await seeConversation(ctx, viewerId, id)]);
  return must(view, "Conversation not found.");
}

/** Returns a conversation with how far others have read. Throws as {@link oneConversationView}. */
export async function readConversationView(
  ctx: Context,
  viewerId: UserId,
  id: ConversationId,
): Promise<z.input<typeof readConversationSchema>> {
  const seat = await seeConversation(ctx, viewerId, id);
  const [[view], reads] = await Promise.all([conversationViews(ctx, [seat]), readsOf(ctx, seat)]);
  return { ...must(view), ...(reads === null ? {} : { reads }) };
}

/** Returns conversations as their viewer sees them. */
export async function conversationViews(
  ctx: Context,
  seats: readonly Seat[],
): Promise<ConversationView[]> {
  const [unread, last, members] = await Promise.all([
    countUnread(ctx, seats),
    lastMessageViews(ctx, seats),
    memberViews(ctx, seats),
  ]);
  return seats.map((seat) => {
    const { id } = seat.conversation;
    return conversationView(ctx, seat, {
      ...unread.get(id)!,
      lastMessage: last.get(id) ?? null,
      shown: members.get(id)!,
    });
  });
}

/** The parts of a view of a conversation beside the viewer's place in it. */
export interface ConversationParts extends UnreadCounts {
  lastMessage: MessageView | null;
  /** The members that it shows, and how many the viewer sees of all. */
  shown: { cards: z.input<typeof userCardSchema>[]; count: number };
}

/** Returns a conversation as its viewer sees it, from parts that are loaded. */
export function conversationView(
  ctx: Context,
  seat: Omit<Seat, "viewer">,
  { unreadCount, mentionsCount, lastMessage, shown }: ConversationParts,
): ConversationView {
  const { conversation: card, membership, state } = seat;
  return {
    conversationId: card.id,
    type: card.kind,
    name: card.name,
    topic: card.topic,
    avatar: avatarUrl(ctx, card),
    spaceId: card.spaceId,
    ownerId: card.ownerId,
    members: shown.cards,
    membersCount: shown.count,
    role: membership.role,
    status: membership.status,
    history: card.history,
    visibleFrom: membership.floorSeq + 1,
    viewRole: card.viewRole,
    postRole: card.postRole,
    encryption: card.encryption,
    epoch: card.epoch,
    retentionDays: card.retentionDays,
    lastSeq: card.lastSeq,
    lastMessage,
    lastActivityAt: new Date(activityOf(card, membership.joinedAt)).toISOString(),
    readSeq: state.readSeq,
    unreadCount,
    mentionsCount,
    notify: state.notify,
    mutedUntil: state.mutedUntil > Date.now() ? new Date(state.mutedUntil).toISOString() : null,
    isArchived: state.isArchived,
    canSend: canSend(seat),
    createdAt: card.createdAt.toISOString(),
  };
}

/** Whether the viewer may write: by their role, and to somebody who is there. */
export function canSend(
  { conversation: { kind, postRole }, membership, other }: Omit<Seat, "viewer">,
): boolean {
  if (kind === "dm") return other !== null && !other.isDeleted && !other.isSuspended;
  return isAtLeast(membership.role, postRole);
}

/** Returns the last message of each conversation, unless it was before the viewer joined. */
async function lastMessageViews(
  ctx: Context,
  seats: readonly Seat[],
): Promise<Map<ConversationId, MessageView>> {
  const spoken = seats.filter(({ conversation, membership }) =>
    conversation.lastSeq > membership.floorSeq
  );
  const ids = spoken.flatMap(({ conversation }) => conversation.lastMessageId ?? []);
  const cards = await ctx.cache.messages.getMany(ids);
  const views = await Promise.all(spoken.map(async (seat) => {
    const { id, lastMessageId } = seat.conversation;
    const card = lastMessageId === null ? undefined : cards.get(lastMessageId);
    const [view] = card ? (await messageViews(ctx, seat, [card])).values() : [];
    return [id, view] as const;
  }));
  return new Map(views.flatMap(([id, view]) => view ? [[id, view]] : []));
}

/** Returns the members that a conversation shows, and how many the viewer sees of all. */
async function memberViews(ctx: Context, seats: readonly Seat[]) {
  const groups = seats.filter(({ conversation }) => conversation.kind === "group");
  const rooms = seats.flatMap(({ conversation: { spaceId } }) => spaceId ?? []);
  const [members, spaces] = await Promise.all([
    ctx.cache.conversationMembers.getMany(groups.map(({ conversation }) => conversation.id)),
    ctx.cache.spaces.getMany([...new Set(rooms)]),
  ]);
  const userIds = [...members.values()].flatMap((all) => all.members.map(({ userId }) => userId));
  const users = await ctx.cache.users.getMany([...new Set(userIds)]);
  return new Map(seats.map(({ conversation: { id, kind, spaceId }, viewer, other }) => {
    if (kind === "room") {
      return [id, { cards: [], count: spaces.get(spaceId!)?.membersCount ?? 0 }];
    }
    if (kind === "dm") {
      const isThere = other !== null && canSeeUser(viewer, other);
      return [id, { cards: isThere ? [userCardView(ctx, other)] : [], count: isThere ? 2 : 1 }];
    }
    const seen = (members.get(id)?.members ?? [])
      .flatMap(({ userId }) => users.get(userId) ?? [])
      .filter((user) => canSeeUser(viewer, user));
    const own = seen.filter((user) => user.id === viewer.userId);
    const shown = [...own, ...seen.filter((user) => user.id !== viewer.userId)]
      .slice(0, GROUP_MEMBERS_SHOWN);
    return [id, { cards: shown.map((user) => userCardView(ctx, user)), count: seen.length }];
  }));
}
