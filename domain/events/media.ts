import type { MediaId, PostId, UserId } from "../ids.ts";
import { invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event of an uploaded picture. */
export type MediaEvent =
  | { type: "media.ready" | "media.failed"; mediaId: MediaId; ownerId: UserId }
  | { type: "media.updated"; mediaId: MediaId; ownerId: UserId; postIds: PostId[] };

/** A log entry about a picture. */
export type MediaLog = { type: "media.ready" | "media.failed"; ref: { mediaId: MediaId } };

/** The rules of events of pictures. */
export const mediaEvents: RulesOf<MediaEvent, MediaLog> = {
  "media.ready": { logs: mediaProcessed },
  "media.failed": { logs: mediaProcessed },
  "media.updated": {
    invalidates: ({ postIds }) => invalidationsIn("post", postIds),
  },
};

function mediaProcessed(
  { type, mediaId, ownerId }: { type: MediaLog["type"]; mediaId: MediaId; ownerId: UserId },
) {
  return { topics: [userTopic(ownerId)], type, ref: { mediaId } };
}
