import { type Context, withParts } from "../../context/mod.ts";
import { HEARTBEAT_MS, SOCKET_BUFFER_BYTES_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/json.ts";
import { readUpTo } from "../conversations/reads.ts";
import { errorBody, knownError } from "../http/errors.ts";
import { reportedDb } from "../http/seen.ts";
import { OrderedSends } from "../messages/ordered_sends.ts";
import { FrameGate } from "./budget.ts";
import { Connection } from "./connection.ts";
import { type ClientFrame, type Ref, refOf, type ServerFrame } from "./frames.ts";
import { isTooLarge, parseFrame, textOf } from "./frame_text.ts";
import { CLOSE, type CloseCode, type Transport } from "./transport.ts";
import { showTyping } from "./typing.ts";
import type { ListenerIdentity } from "./session_watch.ts";

const BAD_FRAMES_MAX = 20;
/** A client that does not answer a ping of the protocol for this long is considered lost. */
const SILENCE_SECONDS_MAX = 60;

/** Responds to a request with a socket in the name of `identity`. */
export function upgrade(
  ctx: Context,
  identity: ListenerIdentity,
  requestId: string,
  request: Request,
): Response {
  using opening = new DisposableStack();
  const place = opening.use(ctx.sockets.hold(identity.userId));
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: SILENCE_SECONDS_MAX });
  opening.move();
  socket.addEventListener("close", () => place[Symbol.dispose]());
  new Socket(ctx, identity, requestId, socket);
  return response;
}

/** A WebSocket. It handles incoming frames one after the other. */
class Socket implements Transport {
  readonly #ctx: Context;
  readonly #identity: ListenerIdentity;
  readonly #requestId: string;
  readonly #socket: WebSocket;
  readonly #gate: FrameGate;
  readonly #sends: OrderedSends;
  #connection: Connection | null = null;
  #isClosed = false;
  #sentCharacters = 0;
  #queue: string[] = [];
  #isWorking = false;
  #badFrames = 0;

  constructor(ctx: Context, identity: ListenerIdentity, requestId: string, socket: WebSocket) {
    this.#ctx = ctx;
    this.#identity = identity;
    this.#requestId = requestId;
    this.#socket = socket;
    this.#gate = new FrameGate(ctx, identity.userId);
    this.#sends = new OrderedSends(ctx, identity.userId);
    socket.onopen = () => this.#open();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#connection?.[Symbol.dispose]();
    // A close event follows each error.
    socket.onerror = (event) => event.preventDefault();
  }

  send(frame: ServerFrame): void {
    if (this.#isClosed || this.#socket.readyState !== WebSocket.OPEN) return;
    const text = textOf(frame);
    this.#sentCharacters += text.length;
    this.#socket.send(text);
    if (this.buffered() > SOCKET_BUFFER_BYTES_MAX) this.#end(CLOSE.tooSlow);
  }

  buffered(): number {
    return this.#socket.bufferedAmount;
  }

  taken(): number {
    return this.#sentCharacters - this.buffered();
  }

  close(code: CloseCode, reason: string): void {
    this.#isClosed = true;
    this.#queue = [];
    // If frames wait to be read, a direct close makes Deno drop the socket without its close code.
    setTimeout(() => this.#socket.close(code, reason));
  }

  #end(code: CloseCode): void {
    this.#connection?.close(code);
  }

  #open(): void {
    this.#connection = new Connection(this.#ctx, this.#identity, this.#requestId, this);
    const { sessionId } = this.#identity;
    this.send({ op: "ready", sessionId, heartbeatMs: HEARTBEAT_MS });
    // The session may have ended between the request and now.
    void this.#connection.checkSession();
  }

  #receive(data: unknown): void {
    if (this.#connection === null || this.#connection.isDisposed) return;
    if (typeof data !== "string") return this.#end(CLOSE.unsupported);
    if (isTooLarge(data)) return this.#end(CLOSE.tooBig);
    const refusal = this.#gate.refusal(data, this.#queue.length);
    if (refusal !== null) return this.#connection.refuse(refusal);
    this.#queue.push(data);
    if (!this.#isWorking) void this.#work(this.#connection);
  }

  async #work(connection: Connection): Promise<void> {
    this.#isWorking = true;
    for (let text = this.#queue.shift(); text !== undefined; text = this.#queue.shift()) {
      await this.#handle(connection, text);
    }
    this.#isWorking = false;
  }

  async #handle(connection: Connection, text: string): Promise<void> {
    let ref: Ref | undefined;
    try {
      const given = parseJson(text);
      ref = refOf(given);
      await this.#obey(connection, parseFrame(given));
    } catch (error) {
      const { code } = this.#refuse(connection, ref, error);
      const isBad = code === "malformed_json" || code === "validation_failed";
      if (isBad && ++this.#badFrames >= BAD_FRAMES_MAX) this.#end(CLOSE.tooMany);
    }
  }

  #refuse(connection: Connection, ref: Ref | undefined, error: unknown): AppError {
    const known = knownError(error);
    if (known.code === "internal") connection.failed(error);
    this.send({ op: "error", ref, error: errorBody(known, this.#requestId) });
    return known;
  }

  async #obey(connection: Connection, frame: ClientFrame): Promise<void> {
    const { ref } = frame;
    switch (frame.op) {
      case "subscribe":
        return await connection.subscribe(
          frame.topics,
          (topics) => this.send({ op: "ack", ref, data: { topics } }),
        );
      case "unsubscribe":
        frame.topics.forEach((topic) => connection.unsubscribe(topic));
        return this.send({ op: "ack", ref, data: { topics: frame.topics } });
      case "ping":
        return this.send({ op: "pong", ref });
      case "message.send":
        return await this.#sends.send(frame, async (sending) => {
          try {
            const { view, xid } = await sending;
            this.send({ op: "ack", ref, data: view, seen: this.#tokenOf(xid) });
          } catch (error) {
            this.#refuse(connection, ref, error);
          }
        });
      case "typing":
        return await showTyping(this.#ctx, this.#identity.userId, frame.conversationId);
      case "read":
        return await this.#read(frame);
    }
  }

  async #read(frame: Extract<ClientFrame, { op: "read" }>): Promise<void> {
    let last: number | null = null;
    const wrote = (xid: number) => void (last = xid);
    const ctx = withParts(this.#ctx, { db: reportedDb(this.#ctx.db, wrote) });
    const data = await readUpTo(ctx, this.#identity.userId, frame, wrote);
    this.send({ op: "ack", ref: frame.ref, data, seen: this.#tokenOf(last) });
  }

  /** Returns the value by which the client finds its write at every instance. */
  #tokenOf(xid: number | null): string | undefined {
    return xid === null ? undefined : this.#ctx.seenWrites.tokenOf(xid);
  }
}
