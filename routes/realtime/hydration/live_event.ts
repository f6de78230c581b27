import type { LogContent } from "../../../domain/events/events.ts";

/** Something that happened, with its data as the viewer sees it now. */
export interface LiveEvent {
  id: string;
  type: LogContent["type"] | "post.counters" | "typing" | "presence";
  at: string;
  data: unknown;
}

/** The event that a log entry is for one viewer. */
export type Content = Pick<LiveEvent, "type" | "data">;
