import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { SOCKET_BUFFER_BYTES_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { text } from "../http/fields.ts";
import { ByteQueue } from "./byte_queue.ts";
import { Connection } from "./connection.ts";
import { type ServerFrame, topicSchema, type WantedTopic } from "./frames.ts";
import { jsonOf } from "./hydration/live_event.ts";
import { CLOSE, type CloseCode, type Transport } from "./transport.ts";
import type { ListenerIdentity } from "./session_watch.ts";

/** Each event contains the cursors of all topics, so a stream has fewer of them than a socket. */
const STREAM_TOPICS_MAX = 20;
const RETRY_MS = 2000;
const LAST_ID_LENGTH_MAX = 10_000;
/** A stream that was closed to make room retries late, so it does not displace another at once. */
const CROWDED_RETRY_MS = 60_000;
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** The topics of a stream, as the query names them. */
export const streamTopicsSchema = text(2000).default("user")
  .transform((text) => [...new Set(text.split(",").filter((topic) => topic !== ""))])
  .pipe(z.array(topicSchema).min(1).max(STREAM_TOPICS_MAX));

/** Returns a stream of the topics' events, each topic after the cursor that `lastId` has for it. */
export async function openStream(
  ctx: Context,
  identity: ListenerIdentity,
  requestId: string,
  topics: readonly string[],
  lastId: string | undefined,
): Promise<Response> {
  const stream = new EventStream(ctx, identity, requestId);
  await stream.follow(resumedAt(topics, lastId));
  return new Response(stream.body, { headers: HEADERS });
}

/** Returns an id of an event: the cursors of all topics. */
function idOf(cursors: Record<string, string>): string {
  return Object.entries(cursors).map(([topic, cursor]) => `${topic}=${cursor}`).join(",");
}

function resumedAt(topics: readonly string[], lastId: string | undefined): WantedTopic[] {
  if (!lastId) return topics.map((topic) => ({ topic }));
  const cursors = new Map<string, string>();
  const parts = lastId.length > LAST_ID_LENGTH_MAX ? [""] : lastId.split(",");
  for (const part of parts) {
    const [topic, cursor, ...more] = part.split("=") as [string, string?, ...string[]];
    if (cursor === undefined || more.length > 0) {
      throw new AppError("invalid_cursor", "Invalid Last-Event-ID for this stream.");
    }
    cursors.set(topic, cursor);
  }
  return topics.map((topic) => ({ topic, cursor: cursors.get(topic) }));
}

/** A stream of Server-Sent Events. */
class EventStream implements Transport {
  readonly body: ReadableStream<Uint8Array>;
  readonly #connection: Connection;
  readonly #place: Disposable;
  readonly #queue = new ByteQueue();

  constructor(ctx: Context, identity: ListenerIdentity, requestId: string) {
    this.body = this.#queue.stream(() => this.#leave());
    this.#place = ctx.sockets.hold(identity.userId);
    this.#connection = new Connection(ctx, identity, requestId, this);
  }

  async follow(wanted: readonly WantedTopic[]): Promise<void> {
    try {
      await this.#connection.subscribe(wanted, () => {
        this.#write(`retry: ${RETRY_MS}\n${this.#idLine()}\n`);
      });
      // The session may have ended between the request and now.
      void this.#connection.checkSession();
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  send(frame: ServerFrame): void {
    switch (frame.op) {
      case "event": {
        const { topic, cursor, event } = frame;
        const id = idOf({ ...this.#connection.cursors(), [topic]: cursor });
        const start = JSON.stringify({ topic, cursor }).slice(0, -1);
        const data = `${start},"event":${jsonOf(event)}}`;
        return this.#write(`id: ${id}\nevent: ${event.type}\ndata: ${data}\n\n`);
      }
      case "reset":
        return this.#write(eventText("reset", { topic: frame.topic }));
      case "error":
        return this.#write(eventText("unsubscribed", { error: frame.error }));
      case "heartbeat":
        return this.#write(`: heartbeat\n${hasMoved(frame.cursors) ? this.#idLine() : ""}\n`);
      // A stream gets no frames from the client, and its headers say that it is ready.
      case "ready":
      case "ack":
      case "pong":
        return;
    }
  }

  buffered(): number {
    return this.#queue.queuedBytes;
  }

  taken(): number {
    return this.#queue.takenBytes;
  }

  close(code: CloseCode): void {
    this.#place[Symbol.dispose]();
    if (code === CLOSE.tooMany) this.#queue.push(`retry: ${CROWDED_RETRY_MS}\n\n`);
    // Data that a slow client has not taken is dropped. The client gets it again from its cursor.
    this.#queue.close({ drop: code === CLOSE.tooSlow });
  }

  #leave(): void {
    this.#connection[Symbol.dispose]();
    this.#place[Symbol.dispose]();
  }

  // An id without data moves the client's cursor and triggers no event.
  #idLine(): string {
    return `id: ${idOf(this.#connection.cursors())}\n`;
  }

  #write(text: string): void {
    this.#queue.push(text);
    if (this.buffered() > SOCKET_BUFFER_BYTES_MAX) this.#connection.close(CLOSE.tooSlow);
  }
}

function hasMoved(cursors: Record<string, string>): boolean {
  return Object.keys(cursors).length > 0;
}

function eventText(type: string, data: unknown): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
