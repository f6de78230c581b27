import type { PostId, UserId } from "../../domain/ids.ts";
import type { Position, TopicLogs } from "../../actors/topics/topics.ts";
import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import type { WantedTopic } from "./frames.ts";
import { postAccess } from "../../reads/posts/audience.ts";

/** The start of a topic: a cursor, now (null), or `"reset"` if its cursor is too old to resume. */
export type Place = { position: Position; cursor: string } | null | "reset";

/** Returns the places of the cursors. Throws `invalid_cursor` for a text that never was one. */
export function placesOf(logs: TopicLogs, wanted: Iterable<WantedTopic>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { topic, cursor } of wanted) places.set(topic, placeOf(logs, cursor));
  return places;
}

function placeOf(logs: TopicLogs, cursor: string | undefined): Place {
  if (cursor === undefined) return null;
  const position = logs.parse(cursor);
  if (position === null) throw new AppError("invalid_cursor", "Invalid cursor for a topic.");
  return position === "reset" ? "reset" : { position, cursor };
}

/** Throws `not_found` with the names of those topics that the viewer may not follow. */
export async function checkTopics(
  ctx: Context,
  viewerId: UserId,
  topics: readonly string[],
): Promise<void> {
  const allowed = await Promise.all(topics.map((topic) => mayFollow(ctx, viewerId, topic)));
  const refused = topics.filter((_, index) => !allowed[index]);
  if (refused.length === 0) return;
  throw new AppError("not_found", "Topic not found.", { details: { topics: refused } });
}

async function mayFollow(ctx: Context, viewerId: UserId, topic: string): Promise<boolean> {
  const [kind, id] = topic.split(":") as [string, PostId?];
  if (kind === "user") return true;
  // Conversations and spaces do not exist yet.
  return kind === "post" && await postAccess(ctx, viewerId, id!) === "seen";
}
