import { z } from "zod";
import { isId, type SessionId } from "../../domain/ids.ts";
import { SEQ_MAX } from "../../domain/conversations/limits.ts";
import { TOPICS_PER_SOCKET_MAX } from "../../domain/limits.ts";
import { idInputOf, text } from "../http/fields.ts";
import { addressedFields, checkAddress } from "../messages/address.ts";
import { checkDraft } from "../messages/draft.ts";
import type { errorBody } from "../http/errors.ts";
import type { LiveEvent } from "./hydration/live_event.ts";

const refSchema = z.union([text(128), z.number()]);
/** A value that a reply copies from its frame. */
export type Ref = z.infer<typeof refSchema>;

/** The name of a topic in frames: the client's own stream, or a kind and an id. */
export const topicSchema = text(64).refine((topic) => {
  const [kind, id, ...more] = topic.split(":") as [string, string?, ...string[]];
  if (id === undefined) return kind === "user";
  return ["post", "conversation", "space"].includes(kind) && isId(id) && more.length === 0;
}, "Unknown kind of topic");

const base = { ref: refSchema.optional() };
const sendFrame = z.strictObject({ op: z.literal("message.send"), ...base, ...addressedFields })
  .check(checkDraft).check(checkAddress);

/** A frame from a client. */
export const clientFrameSchema = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("subscribe"),
    ...base,
    topics: z.array(z.strictObject({
      topic: topicSchema,
      // With several KV stores it has a place for each.
      cursor: text(2000).optional(),
    })).min(1).max(TOPICS_PER_SOCKET_MAX),
  }),
  z.strictObject({
    op: z.literal("unsubscribe"),
    ...base,
    topics: z.array(topicSchema).min(1).max(TOPICS_PER_SOCKET_MAX),
  }),
  z.strictObject({ op: z.literal("ping"), ...base }),
  sendFrame,
  z.strictObject({
    op: z.literal("typing"),
    ...base,
    conversationId: idInputOf<"conversation">(),
  }),
  z.strictObject({
    op: z.literal("read"),
    ...base,
    conversationId: idInputOf<"conversation">(),
    seq: z.int().nonnegative().max(SEQ_MAX),
  }),
]);

/** A frame from a client. */
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** A topic that a client wants, and the last place in it that the client has handled. */
export interface WantedTopic {
  topic: string;
  cursor?: string | undefined;
}

/** A topic that is followed, and the cursor after which its events are sent. */
export interface FollowedTopic {
  topic: string;
  cursor: string;
}

/** A frame to a client. */
export type ServerFrame =
  | { op: "ready"; sessionId: SessionId; heartbeatMs: number }
  | { op: "event"; topic: string; cursor: string; event: LiveEvent }
  /** `seen` is the value of `X-Tintype-Seen` for the write of the frame. */
  | { op: "ack"; ref: Ref | undefined; data: object; seen?: string | undefined }
  | { op: "error"; ref?: Ref | undefined; error: ReturnType<typeof errorBody> }
  | { op: "reset"; topic: string }
  | { op: "heartbeat"; cursors: Record<string, string> }
  | { op: "pong"; ref: Ref | undefined };

/** Returns the `ref` of a frame, even of a malformed one, so that clients can match the error. */
export function refOf(frame: unknown): Ref | undefined {
  if (typeof frame !== "object" || frame === null || !("ref" in frame)) return undefined;
  return refSchema.safeParse(frame.ref).data;
}
