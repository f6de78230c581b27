import type { LogContent } from "../../../domain/events/events.ts";

/** Something that happened, with its data as the viewer sees it now. */
export interface LiveEvent {
  id: string;
  type: LogContent["type"] | "post.counters" | "typing" | "presence";
  at: string;
  data: unknown;
  /** The event as JSON, where many viewers get the same. */
  text?: string;
}

/** Returns an event that many viewers get, with its text. */
export function withText(event: LiveEvent): LiveEvent {
  return { ...event, text: JSON.stringify(event) };
}

/** Returns an event as JSON. */
export function jsonOf(event: LiveEvent): string {
  return event.text ?? JSON.stringify(event);
}

/** The event that a log entry is for one viewer. */
export type Content = Pick<LiveEvent, "type" | "data">;
