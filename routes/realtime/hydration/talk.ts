import { userTopic } from "../../../domain/events/topics.ts";
import type { Context } from "../../../context/mod.ts";
import type { ConversationLog } from "../../../domain/events/conversations.ts";
import type { MessageLog } from "../../../domain/events/messages.ts";
import type { SpaceLog } from "../../../domain/events/spaces.ts";
import type { ConversationId, SpaceId, UserId } from "../../../domain/ids.ts";
import type { LogEntry } from "../../../actors/topics/topics.ts";
import { findSeats, type Seat } from "../../../reads/conversations/access.ts";
import { findSpaceSeats, type SpaceSeat } from "../../../reads/conversations/listening.ts";
import { loadConversationViews } from "../../conversations/conversation_view.ts";
import { spaceView } from "../../spaces/space_view.ts";
import type { Content } from "./live_event.ts";
import { messageContents, type MessageEntry } from "./messages.ts";
import { readContents, type ReadEntry } from "./reads.ts";

/** A log entry about conversations, spaces and what is said in them. */
export type TalkEntry = LogEntry & (MessageLog | ConversationLog | SpaceLog);

const TYPES: ReadonlySet<string> = new Set<TalkEntry["type"]>([
  "message.created",
  "message.updated",
  "message.deleted",
  "read.updated",
  "conversation.created",
  "conversation.updated",
  "conversation.deleted",
  "member.joined",
  "member.left",
  "space.updated",
  "space.deleted",
]);

/** Whether an entry is about conversations or spaces. */
export function isTalk(entry: LogEntry): entry is TalkEntry {
  return TYPES.has(entry.type);
}

/** The places of a viewer that decide what they hear. */
interface Places {
  viewerId: UserId;
  /** The entries on their own topic, where nothing is said that is not for them. */
  own: ReadonlySet<TalkEntry>;
  seats: ReadonlyMap<ConversationId, Seat>;
  /** With the places in deleted conversations. */
  former: ReadonlyMap<ConversationId, Seat>;
  spaces: ReadonlyMap<SpaceId, SpaceSeat>;
}

/** Returns what a viewer hears on topics, by entry; nothing of what they may not know. */
export async function talkContents(
  ctx: Context,
  viewerId: UserId,
  logged: readonly { topic: string; entry: TalkEntry }[],
): Promise<Map<TalkEntry, Content>> {
  const entries = logged.map(({ entry }) => entry);
  const places = await placesOf(ctx, viewerId, logged);
  const [messages, reads, views] = await Promise.all([
    messageContents(ctx, places.seats, entries.filter(isMessage)),
    readContents(ctx, places, entries.filter(isRead)),
    loadConversationViews(ctx, viewerId, conversationsIn(entries.filter(isChange))),
  ]);
  const contents = new Map<TalkEntry, Content>([...messages, ...reads]);
  for (const entry of entries) {
    const data = isChange(entry) ? views.get(entry.ref.conversationId) : dataOf(ctx, entry, places);
    if (data !== undefined) contents.set(entry, { type: entry.type, data });
  }
  return contents;
}

async function placesOf(
  ctx: Context,
  viewerId: UserId,
  logged: readonly { topic: string; entry: TalkEntry }[],
): Promise<Places> {
  const ownTopic = userTopic(viewerId);
  const own = logged.flatMap(({ topic, entry }) => topic === ownTopic ? entry : []);
  const entries = logged.map(({ entry }) => entry);
  const ended = entries.filter(({ type }) => type === "conversation.deleted");
  const [seats, former, spaces] = await Promise.all([
    findSeats(ctx, viewerId, conversationsIn(entries)),
    findSeats(ctx, viewerId, conversationsIn(ended), { withDeleted: true }),
    findSpaceSeats(ctx, viewerId, spacesIn(entries)),
  ]);
  return { viewerId, own: new Set(own), seats, former, spaces };
}

/** Returns the data of an entry that has all of it. */
function dataOf(
  ctx: Context,
  entry: TalkEntry,
  { viewerId, own, seats, former, spaces }: Places,
): unknown {
  const isOwn = own.has(entry);
  switch (entry.type) {
    case "conversation.deleted":
      return isOwn || former.has(entry.ref.conversationId) ? entry.ref : undefined;
    case "member.joined":
    case "member.left": {
      const { userId, conversationId, spaceId } = entry.ref;
      if (isOwn && userId === viewerId) return entry.ref;
      const place = conversationId ? seats.get(conversationId) : spaces.get(spaceId!);
      return place && !place.viewer.hidden.has(userId) ? entry.ref : undefined;
    }
    case "space.updated": {
      const place = spaces.get(entry.ref.spaceId);
      return place && spaceView(ctx, place.space, place.membership.role);
    }
    case "space.deleted":
      return isOwn || spaces.has(entry.ref.spaceId) ? entry.ref : undefined;
    default:
      return undefined;
  }
}

type ChangeEntry = TalkEntry & { type: "conversation.created" | "conversation.updated" };

function isChange(entry: TalkEntry): entry is ChangeEntry {
  return entry.type === "conversation.created" || entry.type === "conversation.updated";
}

/** Whether an entry is about a message. */
export function isMessage(entry: LogEntry): entry is LogEntry & MessageEntry {
  return entry.type.startsWith("message.");
}

function isRead(entry: TalkEntry): entry is TalkEntry & ReadEntry {
  return entry.type === "read.updated";
}

function conversationsIn(entries: readonly TalkEntry[]): ConversationId[] {
  return [
    ...new Set(
      entries.flatMap(({ ref }) =>
        "conversationId" in ref && ref.conversationId ? ref.conversationId : []
      ),
    ),
  ];
}

function spacesIn(entries: readonly TalkEntry[]): SpaceId[] {
  return [
    ...new Set(entries.flatMap(({ ref }) => "spaceId" in ref && ref.spaceId ? ref.spaceId : [])),
  ];
}
