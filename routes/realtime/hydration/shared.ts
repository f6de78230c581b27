import type { LogEntry } from "../../../actors/topics/topics.ts";
import type { Context } from "../../../context/mod.ts";
import type { ConversationCard } from "../../../db/conversations/cards.ts";
import type { MessageCard } from "../../../db/messages/cards.ts";
import type { UserCard } from "../../../db/people/cards.ts";
import { sightOf } from "../../../domain/conversations/visibility.ts";
import type { UserId } from "../../../domain/ids.ts";
import { peekSeatIn, type Seat } from "../../../reads/conversations/access.ts";
import { messageView } from "../../messages/message_view.ts";
import { type LiveEvent, withText } from "./live_event.ts";
import { contentOfTombstone, deletionOf, type MessageEntry } from "./messages.ts";

/** The people and the answered message that the view of a message shows. */
interface Around {
  sender: UserCard;
  parent: MessageCard | null;
  parentSender: UserCard | null;
}

/** The event that all those get who hide nobody in it, as long as these are the same. */
interface SharedEvent extends Around {
  card: MessageCard;
  event: LiveEvent;
}

const shared = new WeakMap<LogEntry, SharedEvent>();
const deletions = new WeakMap<LogEntry, LiveEvent>();

/** A message and what it needs for every viewer, as memory has it at this moment. */
export interface CommonMessage {
  entry: LogEntry & MessageEntry;
  conversation: ConversationCard;
  card: MessageCard | undefined;
  /** Undefined where a viewer gets an event of their own. */
  around: Around | undefined;
  sender: UserCard | undefined;
  /** Whether a load would add nothing. */
  isWhole: boolean;
}

/** Returns what a message needs for every viewer; undefined if it is not in memory. */
export function peekCommonMessage(
  ctx: Context,
  entry: LogEntry & MessageEntry,
): CommonMessage | undefined {
  const conversation = ctx.cache.conversations.peek(entry.ref.conversationId);
  if (conversation === undefined) return undefined;
  const card = ctx.cache.messages.peek(entry.ref.messageId);
  const sender = card?.senderId ? ctx.cache.users.peek(card.senderId) : undefined;
  // The addresses of pictures name their viewer.
  const isCommon = card && sender && card.media.length === 0 && !card.isTakenDown;
  const around = isCommon ? peekAround(ctx, card, sender) : undefined;
  const { spaceId } = conversation;
  const hasPlace = spaceId === null || ctx.cache.spaces.peek(spaceId) !== undefined;
  const hasContent = entry.type === "message.deleted" || sender !== undefined &&
      (!isCommon || around !== undefined);
  return { entry, conversation, card, sender, around, isWhole: hasPlace && hasContent };
}

/**
 * Returns the event of a message from memory, or null if the viewer hears nothing of it. Everybody
 * gets the same object, so its text is made once. Returns undefined where something must be loaded,
 * or where the viewer gets an event of their own.
 */
export function peekMessageEvent(
  ctx: Context,
  viewerId: UserId,
  { entry, conversation, card, sender, around }: CommonMessage,
): LiveEvent | null | undefined {
  const { ref, type } = entry;
  const seat = peekSeatIn(ctx, viewerId, conversation);
  if (!seat) return seat;
  const { floorSeq } = seat.membership;
  if (ref.seq <= floorSeq) return null;
  if (type === "message.deleted") return deletion(entry);
  if (card === undefined || sender === undefined) return undefined;
  if (sightOf(seat.viewer, card, sender, floorSeq) === "tombstone") {
    return contentOfTombstone(entry, card) === null ? null : deletion(entry);
  }
  return around && isForAll(seat, card, around)
    ? commonEvent(ctx, seat, entry, { card, ...around })
    : undefined;
}

/** Loads what the events of messages need for every viewer. */
export async function loadShared(
  { cache }: Context,
  entries: readonly MessageEntry[],
): Promise<void> {
  const refs = entries.map(({ ref }) => ref);
  const [conversations, cards] = await Promise.all([
    cache.conversations.getMany([...new Set(refs.map(({ conversationId }) => conversationId))]),
    cache.messages.getMany([...new Set(refs.map(({ messageId }) => messageId))]),
  ]);
  const spaceIds = [...conversations.values()].flatMap(({ spaceId }) => spaceId ?? []);
  const parentIds = [...cards.values()].flatMap(({ parentId }) => parentId ?? []);
  const [parents] = await Promise.all([
    cache.messages.getMany([...new Set(parentIds)]),
    cache.spaces.getMany([...new Set(spaceIds)]),
  ]);
  const all = [...cards.values(), ...parents.values()];
  await cache.users.getMany([...new Set(all.flatMap(({ senderId }) => senderId ?? []))]);
}

function peekAround({ cache }: Context, card: MessageCard, sender: UserCard): Around | undefined {
  if (card.parentId === null) return { sender, parent: null, parentSender: null };
  const parent = cache.messages.peek(card.parentId);
  const parentSender = parent?.senderId ? cache.users.peek(parent.senderId) : undefined;
  if (!parent || !parentSender || parent.isTakenDown) return undefined;
  return { sender, parent, parentSender };
}

/** Whether the viewer hides nobody whom a message names, and sees what it answers. */
function isForAll({ viewer, membership }: Seat, card: MessageCard, { parent }: Around): boolean {
  if (parent !== null && parent.seq <= membership.floorSeq) return false;
  const { hidden } = viewer;
  if (hidden.size === 0) return true;
  return !hidden.has(parent?.senderId as UserId) &&
    !card.mentions.some(({ userId }) => hidden.has(userId)) &&
    !card.reactions.some(({ userIds }) => userIds.some((userId) => hidden.has(userId)));
}

function commonEvent(
  ctx: Context,
  { viewer, membership: { floorSeq } }: Seat,
  entry: LogEntry & MessageEntry,
  made: Omit<SharedEvent, "event">,
): LiveEvent | undefined {
  const known = shared.get(entry);
  const { card, sender, parent, parentSender } = made;
  const isSame = known?.card === card && known.sender === sender && known.parent === parent &&
    known.parentSender === parentSender;
  if (isSame) return known.event;
  const people = parentSender === null ? [sender] : [sender, parentSender];
  const users = new Map(people.map((user) => [user.id, user]));
  const parents = new Map(parent === null ? [] : [[parent.id, parent]]);
  const data = messageView(ctx, card, { viewer, floorSeq, users, parents });
  if (data === null || data.isDeleted) return undefined;
  const event = withText(eventOf(entry, entry.type, data));
  shared.set(entry, { ...made, event });
  return event;
}

function deletion(entry: LogEntry & MessageEntry): LiveEvent {
  const known = deletions.get(entry);
  if (known !== undefined) return known;
  const { type, data } = deletionOf(entry.ref);
  const event = withText(eventOf(entry, type, data));
  deletions.set(entry, event);
  return event;
}

function eventOf({ id, at }: LogEntry, type: LiveEvent["type"], data: unknown): LiveEvent {
  return { id, type, at: new Date(at).toISOString(), data };
}
