/** A frame from the server. */
// deno-lint-ignore no-explicit-any -- tests read frames freely
export type Frame = any;

/** Options of a socket. */
export interface LiveOptions {
  token?: string;
  ticket?: string;
  origin?: string;
  /** The last write of the client, for the query. */
  seen?: string;
}

/** The longest that a test waits, in milliseconds; then the error names what it waited for. */
const PATIENCE_MS = 10_000;

interface Wish {
  fits: (frame: Frame) => boolean;
  done: PromiseWithResolvers<Frame>;
}

/** A client of the WebSocket: it sends frames, awaits others, and remembers its cursors. */
export class Live implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #unread: Frame[] = [];
  readonly #wishes = new Set<Wish>();
  readonly #closed = Promise.withResolvers<{ code: number; reason: string }>();
  #refs = 0;
  /** The cursor of the last event, heartbeat or acknowledgement of each topic. */
  readonly cursors: Record<string, string> = {};
  /** The first frame: `ready`. */
  ready: Frame;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => {
      this.#closed.resolve({ code, reason });
      const error = new Error(`The socket was closed: ${code} ${reason}`);
      for (const { done } of this.#wishes) done.reject(error);
    };
    socket.onerror = (event) => event.preventDefault();
  }

  /** Opens a socket and awaits `ready`; rejects if the server refuses. */
  static async connect({ url }: { url: string }, options: LiveOptions): Promise<Live> {
    const { token, ticket, origin, seen } = options;
    const query = new URLSearchParams({ ...(ticket && { ticket }), ...(seen && { seen }) });
    const live = new Live(
      new WebSocket(`${url.replace("http", "ws")}/api/v1/ws?${query}`, {
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(origin === undefined ? {} : { origin }),
        },
      }),
    );
    live.ready = await live.frame((frame) => frame.op === "ready");
    return live;
  }

  /** Resolves when the socket is closed, with the code. */
  get closed(): Promise<{ code: number; reason: string }> {
    return within(this.#closed.promise, "the socket to be closed");
  }

  /** Sends a frame, or any text. */
  send(frame: unknown): void {
    this.#socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(bytes);
  }

  /** Sends a frame with its own `ref` and awaits the reply: an ack, an error or a pong. */
  ask(frame: Record<string, unknown>): Promise<Frame> {
    const ref = `r${++this.#refs}`;
    this.send({ ref, ...frame });
    return this.frame((reply) => reply.ref === ref);
  }

  /** Subscribes to topics, each by name or with a cursor to resume from; returns their cursors. */
  async subscribe(...topics: (string | { topic: string; cursor?: string })[]): Promise<Frame[]> {
    const wanted = topics.map((topic) => typeof topic === "string" ? { topic } : topic);
    const reply = await this.ask({ op: "subscribe", topics: wanted });
    if (reply.op !== "ack") throw new Error(`Not followed: ${JSON.stringify(reply)}`);
    return reply.data.topics;
  }

  /** Returns the next event of a type that no call has awaited yet, `{ topic, cursor, event }`. */
  next(type: string, fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    return this.frame((frame) => frame.op === "event" && frame.event.type === type && fits(frame));
  }

  /** Returns the next frame that fits and that no call has awaited yet. */
  frame(fits: (frame: Frame) => boolean): Promise<Frame> {
    const at = this.#unread.findIndex(fits);
    if (at >= 0) return Promise.resolve(this.#unread.splice(at, 1)[0]);
    const wish = { fits, done: Promise.withResolvers<Frame>() };
    this.#wishes.add(wish);
    if (this.#socket.readyState >= WebSocket.CLOSING) wish.done.reject(new Error("Closed"));
    const unread = () => `${fits} among ${JSON.stringify(this.#unread).slice(0, 2000)}`;
    return within(wish.done.promise, unread).finally(() => this.#wishes.delete(wish));
  }

  /**
   * Returns all frames that no call has awaited, in order. A `ping` makes sure that nothing earlier
   * is missing.
   */
  async unread(): Promise<Frame[]> {
    await this.ask({ op: "ping" });
    return this.#unread.splice(0);
  }

  /** Closes the socket from this side. */
  async close(): Promise<void> {
    this.#socket.close();
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState < WebSocket.CLOSING) this.#socket.close();
    await within(this.#closed.promise, "the socket to close");
  }

  #receive(frame: Frame): void {
    if (frame.op === "event") this.cursors[frame.topic] = frame.cursor;
    if (frame.op === "heartbeat") Object.assign(this.cursors, frame.cursors);
    if (frame.op === "ack") {
      for (const one of frame.data.topics ?? []) {
        if (one.cursor) this.cursors[one.topic] = one.cursor;
      }
    }
    for (const wish of this.#wishes) {
      if (!wish.fits(frame)) continue;
      this.#wishes.delete(wish);
      return wish.done.resolve(frame);
    }
    this.#unread.push(frame);
  }
}

/** Resolves as the promise does, or throws an error that names what took too long. */
export async function within<T>(promise: Promise<T>, what: string | (() => string)): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`Waited too long for ${typeof what === "string" ? what : what()}`));
  }, PATIENCE_MS);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
