import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { messageRight, type PictureViewer } from "../../context/picture_url.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { sightOf } from "../../domain/conversations/visibility.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { REACTION_PEOPLE_SHOWN } from "../../domain/conversations/limits.ts";
import type { Viewer } from "../../domain/posts/posts.ts";
import type { Seat } from "../../reads/conversations/access.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import { mediaSchema, mediaView } from "../media/media_view.ts";
import { avatarUrl, mentionSchema } from "../people/user_view.ts";

/** The characters of an answered message that its answers show. */
const PARENT_LENGTH_SHOWN = 140;

/** A picture in a message as clients see it. */
export const attachmentSchema = mediaSchema.extend({ fileName: z.string().optional() }).meta({
  id: "Attachment",
});

/** A message as clients see it. Nothing in it differs by viewer, but hidden people are left out. */
export const messageSchema = z.object({
  messageId: idSchema,
  conversationId: idSchema,
  seq: z.int(),
  clientId: z.string().nullable(),
  userId: idSchema.nullable(),
  username: z.string().nullable(),
  avatar: z.string().nullable(),
  body: z.string().nullable(),
  mentions: z.array(mentionSchema),
  mentionsAll: z.boolean(),
  media: z.array(attachmentSchema),
  preview: z.object({ url: z.string(), title: z.string(), mediaId: idSchema.optional() })
    .meta({ id: "MessagePreview" }).nullable(),
  parentId: idSchema.nullable(),
  parent: z.object({
    messageId: idSchema,
    seq: z.int(),
    userId: idSchema.nullable(),
    username: z.string().nullable(),
    body: z.string().nullable(),
    isDeleted: z.boolean(),
  }).meta({ id: "MessageParent" }).nullable(),
  reactions: z.array(
    z.object({
      emoji: z.string(),
      count: z.int(),
      userIds: z.array(idSchema).max(REACTION_PEOPLE_SHOWN),
    }).meta({ id: "MessageReaction" }),
  ),
  cipher: z.string().nullable(),
  epoch: z.int().nullable(),
  isDeleted: z.boolean(),
  rev: z.int(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  expiresAt: timeSchema.nullable(),
}).meta({ id: "Message" });

/** A message as clients see it. */
export type MessageView = z.input<typeof messageSchema>;

/** The things that views of messages show beside the messages. */
export interface Surroundings {
  users: ReadonlyMap<UserId, UserCard>;
  /** The messages that are answered. */
  parents: ReadonlyMap<MessageId, MessageCard>;
}

/** Returns messages of one conversation as its viewer sees them, by id and in their order. */
export async function messageViews(
  ctx: Context,
  { viewer, membership }: Pick<Seat, "viewer" | "membership">,
  cards: readonly MessageCard[],
): Promise<Map<MessageId, MessageView>> {
  const surroundings = await loadSurroundings(ctx, cards);
  const views = cards.flatMap((card): [MessageId, MessageView][] => {
    const view = messageView(ctx, card, { viewer, floorSeq: membership.floorSeq, ...surroundings });
    return view === null ? [] : [[card.id, view]];
  });
  return new Map(views);
}

/** Loads the people and the answered messages that the views of messages show. */
export async function loadSurroundings(
  { cache }: Context,
  cards: readonly MessageCard[],
): Promise<Surroundings> {
  const parentIds = cards.flatMap(({ parentId }) => parentId ?? []);
  const parents = await cache.messages.getMany([...new Set(parentIds)]);
  const senderIds = [...cards, ...parents.values()].flatMap(({ senderId }) => senderId ?? []);
  const users = await cache.users.getMany([...new Set(senderIds)]);
  return { users, parents: parents as ReadonlyMap<MessageId, MessageCard> };
}

/** Returns a message as a viewer sees it, or null if it is not theirs to know of. */
export function messageView(
  ctx: Context,
  card: MessageCard,
  { viewer, floorSeq, users, parents }: Surroundings & {
    viewer: Viewer & Pick<PictureViewer, "sessionsEndedAt">;
    floorSeq: number;
  },
): MessageView | null {
  const sender = card.senderId === null ? undefined : users.get(card.senderId);
  const sight = sightOf(viewer, card, sender, floorSeq);
  if (sight === "missing") return null;
  if (sight === "tombstone" || sender === undefined) return tombstoneOf(card);
  const { userId: viewerId, sessionsEndedAt } = viewer;
  const right = messageRight({ viewerId, sessionsEndedAt }, card.id);
  return {
    messageId: card.id,
    conversationId: card.conversationId,
    seq: card.seq,
    clientId: card.clientId,
    userId: sender.id,
    username: sender.username,
    avatar: avatarUrl(ctx, sender),
    body: card.body,
    mentions: card.mentions.filter(({ userId }) => !viewer.hidden.has(userId)),
    mentionsAll: card.mentionsAll,
    media: card.media.map(({ fileName, ...media }) => ({
      ...mediaView(ctx, media, { isOwner: false, right }),
      ...(fileName === null ? {} : { fileName }),
    })),
    preview: card.preview,
    parentId: card.parentId,
    parent: parentView(card, { viewer, floorSeq, users, parents }),
    reactions: reactionViews(card, viewer),
    cipher: card.cipher,
    epoch: card.epoch,
    isDeleted: false,
    rev: card.rev,
    createdAt: card.createdAt.toISOString(),
    editedAt: card.editedAt?.toISOString() ?? null,
    expiresAt: card.expiresAt?.toISOString() ?? null,
  };
}

/** Returns what is left of a message: the same whether it was deleted or its sender is hidden. */
export function tombstoneOf(
  { id, conversationId, seq, createdAt }: Pick<
    MessageCard,
    "id" | "conversationId" | "seq" | "createdAt"
  >,
): MessageView {
  return {
    messageId: id,
    conversationId,
    seq,
    clientId: null,
    userId: null,
    username: null,
    avatar: null,
    body: null,
    mentions: [],
    mentionsAll: false,
    media: [],
    preview: null,
    parentId: null,
    parent: null,
    reactions: [],
    cipher: null,
    epoch: null,
    isDeleted: true,
    rev: 0,
    createdAt: createdAt.toISOString(),
    editedAt: null,
    expiresAt: null,
  };
}

/** Returns the reactions to a message without those of people who are hidden from the viewer. */
export function reactionViews(
  { reactions }: Pick<MessageCard, "reactions">,
  { hidden }: Pick<Viewer, "hidden">,
): MessageView["reactions"] {
  return reactions.flatMap(({ emoji, count, userIds }) => {
    const seen = hidden.size === 0 ? userIds : userIds.filter((userId) => !hidden.has(userId));
    const left = count - (userIds.length - seen.length);
    return left > 0 ? [{ emoji, count: left, userIds: seen.slice(0, REACTION_PEOPLE_SHOWN) }] : [];
  });
}

function parentView(
  { parentId }: MessageCard,
  { viewer, floorSeq, users, parents }: Surroundings & { viewer: Viewer; floorSeq: number },
): MessageView["parent"] {
  const parent = parentId === null ? undefined : parents.get(parentId);
  if (parent === undefined) return null;
  const { id: messageId, seq, senderId, body } = parent;
  const sender = senderId === null ? undefined : users.get(senderId);
  const sight = sightOf(viewer, parent, sender, floorSeq);
  if (sight === "missing") return null;
  if (sight === "tombstone" || sender === undefined) {
    return { messageId, seq, userId: null, username: null, body: null, isDeleted: true };
  }
  const shown = body && Array.from(body).slice(0, PARENT_LENGTH_SHOWN).join("");
  const { id: userId, username } = sender;
  return { messageId, seq, userId, username, body: shown, isDeleted: false };
}
