import { invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

type Processed = { mediaId: string; ownerId: string };

/** What happens to uploaded pictures. */
export type MediaEvent =
  | { type: "media.ready" | "media.failed" } & Processed
  | { type: "media.updated"; mediaId: string; ownerId: string; postIds: string[] };

/** What events of pictures do. */
export const mediaEvents: RulesOf<MediaEvent> = {
  "media.ready": { logs: mediaProcessed },
  "media.failed": { logs: mediaProcessed },
  "media.updated": {
    invalidates: ({ postIds }) => invalidationsIn("post", postIds),
  },
};

function mediaProcessed({ type, mediaId, ownerId }: Processed & { type: string }) {
  return { topics: [userTopic(ownerId)], type, ref: { mediaId } };
}
