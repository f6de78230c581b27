import { FRAME_BYTES_MAX } from "../../domain/limits.ts";
import { invalid } from "../http/input/input.ts";
import { type ClientFrame, clientFrameSchema } from "./frames.ts";

/** Whether a frame is larger than clients may send. */
export function isTooLarge(text: string): boolean {
  // A UTF-16 code unit takes one to three bytes.
  if (text.length > FRAME_BYTES_MAX) return true;
  return text.length * 3 > FRAME_BYTES_MAX &&
    new TextEncoder().encode(text).length > FRAME_BYTES_MAX;
}

/** Parses a frame. Throws `validation_failed` if it is malformed. */
export function parseFrame(given: unknown): ClientFrame {
  const parsed = clientFrameSchema.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}
