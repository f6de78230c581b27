import type { SeenStream } from "./seen.ts";
import { delay } from "../../lib/delay.ts";

const RECONNECT_MS = 30;

/** A person's sockets: one is always open, resumed from the last handled cursor. */
export class Listener {
  readonly seen: SeenStream = { received: [], resets: [], refused: [], followedSince: new Map() };
  readonly #url: string;
  readonly #token: string;
  readonly #ownTopic: string;
  readonly #cursors = new Map<string, string>();
  readonly #granted = new Map<string, string>();
  readonly #wanted = new Set<string>(["user"]);
  readonly #running: Promise<void>;
  #socket: WebSocket | null = null;
  #connections = 0;
  #isClosed = false;

  constructor(origin: string, token: string, userId: string) {
    this.#url = `${origin.replace("http", "ws")}/api/v1/ws`;
    this.#token = token;
    this.#ownTopic = `user:${userId}`;
    this.#running = this.#run();
  }

  get connections(): number {
    return this.#connections;
  }

  /** Subscribes to a post as well. */
  watch(postId: string): void {
    const topic = `post:${postId}`;
    if (this.#wanted.has(topic)) return;
    this.#wanted.add(topic);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribe([topic]);
  }

  /** The number of subscribed posts. */
  get watched(): number {
    return this.#wanted.size - 1;
  }

  isFollowing(topic: string): boolean {
    return this.seen.followedSince.has(topic);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#socket?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      await this.#connect();
      if (!this.#isClosed) await delay(RECONNECT_MS);
    }
  }

  /** Opens one connection; resolves when it ends. */
  #connect(): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const headers = { authorization: `Bearer ${this.#token}` };
    const socket = new WebSocket(this.#url, { headers });
    const connection = this.#connections++;
    this.#socket = socket;
    socket.onopen = () => this.#subscribe([...this.#wanted]);
    socket.onmessage = ({ data }) => this.#handle(connection, JSON.parse(data));
    socket.onerror = () => {};
    socket.onclose = () => ended.resolve();
    return ended.promise;
  }

  /** Sends one frame for each topic, because a post may be deleted. */
  #subscribe(names: string[]): void {
    for (const topic of names) {
      const cursor = this.#cursors.get(topic);
      const topics = [cursor === undefined ? { topic } : { topic, cursor }];
      this.#socket!.send(JSON.stringify({ op: "subscribe", ref: topic, topics }));
    }
  }

  // deno-lint-ignore no-explicit-any -- frames are read freely here
  #handle(connection: number, frame: any): void {
    switch (frame.op) {
      case "ack":
        for (const { topic, cursor } of frame.data.topics) {
          this.#granted.set(topic, cursor);
          if (!this.#cursors.has(topic)) this.#cursors.set(topic, cursor);
          const name = this.#nameOf(topic);
          if (!this.isFollowing(name)) this.seen.followedSince.set(name, Date.now());
        }
        break;
      case "event": {
        const { topic, cursor, event: { id, type, data } } = frame;
        const { postId, commentId, messageId, conversationId, seq } = data ?? {};
        this.seen.received.push({
          connection,
          topic: this.#nameOf(topic),
          id,
          type,
          postId,
          commentId,
          messageId,
          conversationId,
          seq,
        });
        this.#cursors.set(topic, cursor);
        break;
      }
      case "reset": {
        this.seen.resets.push({ topic: this.#nameOf(frame.topic), at: Date.now() });
        const granted = this.#granted.get(frame.topic);
        if (granted === undefined) this.#cursors.delete(frame.topic);
        else this.#cursors.set(frame.topic, granted);
        break;
      }
      case "heartbeat":
        for (const [topic, cursor] of Object.entries(frame.cursors as Record<string, string>)) {
          this.#cursors.set(topic, cursor);
        }
        break;
      case "error":
        // The topic is gone. For other errors, the next connection subscribes again.
        if (frame.error.code === "not_found") this.#forget(frame.ref ?? frame.error.details?.topic);
        else this.#socket?.close();
    }
  }

  #forget(topic: string): void {
    this.seen.refused.push(topic);
    this.#wanted.delete(topic);
  }

  #nameOf(topic: string): string {
    return topic === "user" ? this.#ownTopic : topic;
  }
}
