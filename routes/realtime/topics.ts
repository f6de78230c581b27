import { spaceTopic, userTopic } from "../../domain/events/topics.ts";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Places, TopicLogs } from "../../actors/topics/topics.ts";
import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import type { WantedTopic } from "./frames.ts";
import { mayListen, type TalkTopic } from "../../reads/conversations/listening.ts";
import { postAccess } from "../../reads/posts/audience.ts";

/** The start of a topic: a cursor, now (null), or `"reset"` if its cursor is too old to resume. */
export type Place = { places: Places; cursor: string } | null | "reset";

/** Returns the places of the cursors. Throws `invalid_cursor` for a text that never was one. */
export function placesOf(logs: TopicLogs, wanted: Iterable<WantedTopic>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { topic, cursor } of wanted) places.set(topic, placeOf(logs, cursor));
  return places;
}

function placeOf(logs: TopicLogs, cursor: string | undefined): Place {
  if (cursor === undefined) return null;
  const places = logs.parse(cursor);
  if (places === null) throw new AppError("invalid_cursor", "Invalid cursor for a topic.");
  return places === "reset" ? "reset" : { places, cursor };
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
  const { kind, id } = kindOf(topic);
  if (kind === "user") return true;
  if (kind === "post") return await postAccess(ctx, viewerId, id) === "seen";
  return await mayListen(ctx, viewerId, { kind, id } as TalkTopic);
}

/** Whether a viewer who follows a topic must not hear more of it. */
export async function isLost(ctx: Context, viewerId: UserId, topic: string): Promise<boolean> {
  const { kind, id } = kindOf(topic);
  // The follower of a deleted post still gets the event of its deletion.
  if (kind === "post") return await postAccess(ctx, viewerId, id) === "hidden";
  return !await mayFollow(ctx, viewerId, topic);
}

/** Returns the other topics that tell when a viewer may have lost the right to this one. */
export async function topicsOfRights(
  { cache }: Context,
  viewerId: UserId,
  topic: string,
): Promise<string[]> {
  const { kind, id } = kindOf(topic);
  switch (kind) {
    case "post": {
      // A suspension of the author hides the post.
      const authorId = (await cache.posts.get(id))?.authorId ?? viewerId;
      return authorId === viewerId ? [] : [userTopic(authorId)];
    }
    case "conversation": {
      const card = await cache.conversations.get(id);
      return card?.spaceId ? [spaceTopic(card.spaceId)] : [];
    }
    default:
      return [];
  }
}

type Kind = { kind: "user"; id?: undefined } | { kind: "post"; id: PostId } | TalkTopic;

function kindOf(topic: string): Kind {
  const [kind, id] = topic.split(":");
  return { kind, id } as Kind;
}
