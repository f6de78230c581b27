import type { ServerFrame } from "./frames.ts";

/** Carries the frames of a connection: a socket or an event stream. */
export interface Transport {
  send(frame: ServerFrame): void;
  /** Bytes that the client has not taken yet. */
  buffered(): number;
  /** A counter that grows whenever the client takes data. */
  taken(): number;
  close(code: CloseCode, reason: string): void;
}

/** The reasons why the server ends a connection. The numbers are WebSocket close codes. */
export const CLOSE = {
  unsupported: 1003,
  tooBig: 1009,
  restarting: 1012,
  sessionEnded: 4401,
  suspended: 4403,
  tooSlow: 4408,
  tooMany: 4429,
} as const;

/** One of {@link CLOSE}. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** The sentences that are sent with the close codes. */
export const CLOSE_REASON: Readonly<Record<CloseCode, string>> = {
  1003: "Send text frames of JSON.",
  1009: "The frame is too large.",
  1012: "The server is restarting. Reconnect with your cursors.",
  4401: "The session has ended.",
  4403: "The account is suspended.",
  4408: "The client is too slow. Reconnect with your cursors.",
  4429: "Too many frames, or too many invalid ones.",
};
