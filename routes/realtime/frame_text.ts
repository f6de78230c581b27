import { FRAME_BYTES_MAX } from "../../domain/limits.ts";
import { invalid } from "../http/input/input.ts";
import { type ClientFrame, clientFrameSchema, type ServerFrame } from "./frames.ts";
import type { LiveEvent } from "./hydration/live_event.ts";

/** Whether a frame is larger than clients may send. */
export function isTooLarge(text: string): boolean {
  // A UTF-16 code unit takes one to three bytes.
  if (text.length > FRAME_BYTES_MAX) return true;
  return text.length * 3 > FRAME_BYTES_MAX &&
    new TextEncoder().encode(text).length > FRAME_BYTES_MAX;
}

/** Returns the text of a frame. The text of one that many clients get is made once. */
export function textOf(frame: ServerFrame): string {
  if (frame.op !== "event" || frame.event.text === undefined) return JSON.stringify(frame);
  const { topic, cursor, event } = frame;
  const known = texts.get(event);
  if (known?.topic === topic && known.cursor === cursor) return known.text;
  const start = JSON.stringify({ op: "event", topic, cursor });
  const text = `${start.slice(0, -1)},"event":${event.text}}`;
  texts.set(event, { topic, cursor, text });
  return text;
}

const texts = new WeakMap<LiveEvent, { topic: string; cursor: string; text: string }>();

/** Parses a frame. Throws `validation_failed` if it is malformed. */
export function parseFrame(given: unknown): ClientFrame {
  const parsed = clientFrameSchema.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}
