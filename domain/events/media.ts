import { invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event of an uploaded picture. */
export type MediaEvent =
  | { type: "media.ready" | "media.failed"; mediaId: string; ownerId: string }
  | { type: "media.updated"; mediaId: string; ownerId: string; postIds: string[] };

/** A log entry about a picture. */
export type MediaLog = { type: "media.ready" | "media.failed"; ref: { mediaId: string } };

/** The rules of events of pictures. */
export const mediaEvents: RulesOf<MediaEvent, MediaLog> = {
  "media.ready": { logs: mediaProcessed },
  "media.failed": { logs: mediaProcessed },
  "media.updated": {
    invalidates: ({ postIds }) => invalidationsIn("post", postIds),
  },
};

function mediaProcessed(
  { type, mediaId, ownerId }: { type: MediaLog["type"]; mediaId: string; ownerId: string },
) {
  return { topics: [userTopic(ownerId)], type, ref: { mediaId } };
}
