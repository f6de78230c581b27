import type { Context } from "../../context/mod.ts";
import type { Transport } from "./transport.ts";

/** Somebody who listens, as the topics that they follow see them. */
export interface Listener {
  readonly ctx: Context;
  readonly transport: Transport;
  readonly viewerId: string;
  /** Whether the other side is slow to take what was sent. */
  isFull(): boolean;
  /** Resolves when there is room for more. */
  drained(): Promise<void>;
  /** Notes a failure that will be tried again. */
  failed(error: unknown): void;
  /** Ends a topic that the viewer may no longer follow, and tells so. */
  drop(topic: string): void;
}
