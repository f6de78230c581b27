import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Transport } from "./transport.ts";

/** A connection, as its subscriptions use it. */
export interface Listener {
  readonly ctx: Context;
  readonly transport: Transport;
  readonly viewerId: UserId;
  /** Whether the client is slow to take the sent data. */
  isFull(): boolean;
  /** Resolves when there is room for more. */
  drained(): Promise<void>;
  /** Logs a failure that will be tried again. */
  failed(error: unknown): void;
  /** Ends a topic that the viewer may no longer follow, and notifies the client. */
  drop(topic: string): void;
}
