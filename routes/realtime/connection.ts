import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { markActive } from "../../db/feeds/feed.ts";
import {
  CONNECTIONS_PER_USER_MAX,
  HEARTBEAT_MS,
  TOPICS_PER_SOCKET_MAX,
} from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { once } from "../../lib/once.ts";
import type { LiveConnection } from "../../lib/http/socket_registry.ts";
import { errorBody, knownError } from "../http/errors.ts";
import type { FollowedTopic, WantedTopic } from "./frames.ts";
import { spendTopics } from "./budget.ts";
import type { Listener } from "./listener.ts";
import { PassingEvents } from "./passing.ts";
import { CLOSE, CLOSE_REASON, type CloseCode, type Transport } from "./transport.ts";
import { Backpressure } from "./backpressure.ts";
import { type ListenerIdentity, SessionWatch } from "./session_watch.ts";
import { Subscription } from "./subscription.ts";
import { checkTopics, placesOf } from "./topics.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A live connection of a user: the topics that it follows, as long as its session lives. */
export class Connection implements LiveConnection, Listener, Disposable {
  readonly ctx: Context;
  readonly transport: Transport;
  readonly #identity: ListenerIdentity;
  readonly #requestId: string;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #passing = new PassingEvents(
    this,
    (topic) => this.#subscriptions.get(topic)?.markSent(),
  );
  readonly #session: SessionWatch;
  readonly #backpressure: Backpressure;
  #nextHeartbeatAt = Date.now() + HEARTBEAT_MS;
  #markedAt = 0;
  #isDisposed = false;

  constructor(ctx: Context, identity: ListenerIdentity, requestId: string, transport: Transport) {
    this.ctx = ctx;
    this.transport = transport;
    this.#identity = identity;
    this.#requestId = requestId;
    this.#backpressure = new Backpressure(transport);
    this.#session = new SessionWatch(ctx, identity, (code) => this.close(code));
    ctx.sockets.add(this);
  }

  get viewerId(): UserId {
    return this.#identity.userId;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * Follows all of these topics, or throws the reason and follows none. Nothing of them is sent
   * before `acknowledge` is called. A topic that is already followed goes on, or restarts from its
   * cursor.
   */
  async subscribe(
    wanted: readonly WantedTopic[],
    acknowledge: (topics: FollowedTopic[]) => void,
  ): Promise<void> {
    const topics = new Map(wanted.map((one) => [one.topic, one]));
    const all = new Set([...this.#subscriptions.keys(), ...topics.keys()]);
    if (all.size > TOPICS_PER_SOCKET_MAX) {
      throw new AppError(
        "validation_failed",
        `You can follow at most ${TOPICS_PER_SOCKET_MAX} topics at once.`,
      );
    }
    spendTopics(this.ctx, this.viewerId, topics.size);
    const places = placesOf(this.ctx.logs, topics.values());
    await this.ctx.invalidations.current();
    await checkTopics(this.ctx, this.viewerId, [...topics.keys()]);
    using opening = new DisposableStack();
    const opened = new Map<string, Subscription>();
    for (const [name, place] of places) {
      if (place === null && this.#subscriptions.has(name)) continue;
      const from = place === "reset" ? null : place;
      opened.set(name, opening.use(new Subscription(this, name, from)));
    }
    if (topics.has("user")) await this.#markActiveDaily(Date.now());
    await Promise.all(Array.from(opened.values(), (subscription) => subscription.open()));
    if (this.#isDisposed) return;
    // Rights may have ended before the subscriptions listened.
    await checkTopics(this.ctx, this.viewerId, [...topics.keys()]);
    if (this.#isDisposed) return;
    opening.move();
    for (const [name, subscription] of opened) {
      this.#subscriptions.get(name)?.[Symbol.dispose]();
      this.#subscriptions.set(name, subscription);
    }
    acknowledge([...topics.keys()].map((topic) => ({
      topic,
      cursor: this.#subscriptions.get(topic)!.markSent(),
    })));
    for (const [topic, place] of places) {
      if (place === "reset") this.transport.send({ op: "reset", topic });
    }
    for (const subscription of opened.values()) subscription.start();
    for (const topic of opened.keys()) this.#passing.follow(topic);
  }

  unsubscribe(name: string): void {
    this.#passing.unfollow(name);
    this.#subscriptions.get(name)?.[Symbol.dispose]();
    this.#subscriptions.delete(name);
  }

  /** Ends a topic that the viewer may no longer follow, and notifies the client. */
  drop(topic: string): void {
    this.unsubscribe(topic);
    const error = new AppError("not_found", "Topic not found.", { details: { topic } });
    this.transport.send({ op: "error", error: errorBody(error, this.#requestId) });
  }

  /** Returns the cursors of all topics. */
  cursors(): Record<string, string> {
    const all = [...this.#subscriptions];
    return Object.fromEntries(all.map(([name, subscription]) => [name, subscription.cursor()]));
  }

  /** Returns the cursors that the client should store instead of those that it has. */
  #movedCursors(): Record<string, string> {
    const moved: Record<string, string> = {};
    for (const [name, subscription] of this.#subscriptions) {
      const cursor = subscription.moved();
      if (cursor !== null) moved[name] = cursor;
    }
    return moved;
  }

  /** Resolves when there is room for more. */
  drained(): Promise<void> {
    return this.#backpressure.drained();
  }

  /** Whether the client is slow to take the sent data. */
  isFull(): boolean {
    return this.#backpressure.isFull();
  }

  /** Logs a failure that will be tried again. */
  failed(error: unknown): void {
    const { code } = knownError(error);
    this.ctx.log.warn("live stream failed", { requestId: this.#requestId, code, error });
  }

  tick(now: number): void {
    if (this.#backpressure.isStuck(now)) return this.close(CLOSE.tooSlow);
    for (const subscription of this.#subscriptions.values()) subscription.retry();
    const isDue = now >= this.#nextHeartbeatAt;
    if (isDue || this.#session.isInDoubt) void this.checkSession();
    if (!isDue) return;
    this.#nextHeartbeatAt = now + HEARTBEAT_MS;
    if (!this.isFull()) this.transport.send({ op: "heartbeat", cursors: this.#movedCursors() });
    if (!this.#subscriptions.has("user")) return;
    this.#markActiveDaily(now).catch((error) => this.failed(error));
  }

  /** Ends the connection if its session has ended. */
  async checkSession(): Promise<void> {
    await this.#session.check();
  }

  shutDown(): void {
    this.close(CLOSE.restarting);
  }

  crowdOut(): void {
    this.refuse(
      `A newer connection replaced this one: you can have at most ${CONNECTIONS_PER_USER_MAX}.`,
    );
  }

  /** Ends the connection because a limit was exceeded, and sends the reason. */
  refuse(reason: string): void {
    if (this.#isDisposed) return;
    const error = new AppError("rate_limited", reason);
    this.transport.send({ op: "error", error: errorBody(error, this.#requestId) });
    this.close(CLOSE.tooMany, reason);
  }

  close(code: CloseCode, reason = CLOSE_REASON[code]): void {
    if (this.#isDisposed) return;
    this[Symbol.dispose]();
    this.transport.close(code, reason);
  }

  // Fan-outs write only to the feeds of people who are recorded as active.
  async #markActiveDaily(now: number): Promise<void> {
    if (now - this.#markedAt <= DAY_MS) return;
    this.#markedAt = now;
    await markActive(this.ctx.sql, this.viewerId);
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.ctx.sockets.remove(this);
    this.#session[Symbol.dispose]();
    this.#passing[Symbol.dispose]();
    this.#backpressure[Symbol.dispose]();
    for (const subscription of this.#subscriptions.values()) subscription[Symbol.dispose]();
    this.#subscriptions.clear();
  });
}
