import type { Memberships } from "../../../db/conversations/memberships.ts";
import { CONVERSATIONS_PER_USER_MAX } from "../../../domain/conversations/limits.ts";
import { partOf, shardOfPart } from "../../../domain/events/parts.ts";
import { conversationTopic } from "../../../domain/events/topics.ts";
import type { UserId } from "../../../domain/ids.ts";
import { type Places, START } from "../../../actors/topics/places.ts";
import type { LogEntry } from "../../../actors/topics/topics.ts";

/** Returns the topics of a user's DMs and groups with the times of joining, unless declined. */
export function conversationsOf(memberships: Memberships | undefined): Map<string, number> {
  const now = Date.now();
  const topics = new Map<string, number>();
  for (const [id, { hiddenUntil, joinedAt }] of memberships?.conversations ?? []) {
    if (topics.size >= CONVERSATIONS_PER_USER_MAX) break;
    if (hiddenUntil <= now) topics.set(conversationTopic(id), joinedAt);
  }
  return topics;
}

/** Whether an entry in the log of a conversation is also in that of the user. */
export function isAlsoOwn(entry: LogEntry, userId: UserId): boolean {
  switch (entry.type) {
    case "conversation.deleted":
      return true;
    case "member.joined":
    case "member.left":
    case "read.updated":
      return entry.ref.userId === userId;
    default:
      return false;
  }
}

/** Returns a place for each of `count` stores. The previous version knows only that of the user. */
export function placesIn(count: number, own: string, places: Places): Places {
  if (places.length === count) return places;
  const all = Array.from({ length: count }, () => START);
  all[shardOfPart(partOf(own), count)] = places[0]!;
  return all;
}
