import type { PostId, UserId } from "../../domain/ids.ts";
import { userTopic } from "../../domain/events/topics.ts";
import type { Signal } from "../../actors/topics/hub.ts";
import type { Places, Position } from "../../actors/topics/topics.ts";
import { once } from "../../lib/once.ts";
import type { Listener } from "./listener.ts";
import { hydrate } from "./hydration/hydrate.ts";
import type { LiveEvent } from "./hydration/live_event.ts";
import { sharedEvents } from "./hydration/shared_events.ts";
import { LiveCounters } from "./live_counters.ts";
import { postAccess } from "../../reads/posts/audience.ts";
import { LogSource, type Source, type SourceEntry } from "./sources/log_source.ts";
import { isLost, topicsOfRights } from "./topics.ts";
import { joinTail, type TailFollower, type TopicTail } from "./sources/topic_tail.ts";
import { UserSource } from "./sources/user_source.ts";

/** Entries that are loaded together: enough for one query a kind, few enough to hold in memory. */
const HYDRATED_AT_ONCE = 100;
/** The delay of messages from other instances is less than this. */
const NEWS_DELAY_MS = 60_000;

/**
 * One topic of one connection. It reads the topic's log and sends the events one at a time. At the
 * end of the log of a conversation or a space, it hears what all of its followers hear.
 */
export class Subscription implements TailFollower, Disposable {
  readonly #listener: Listener;
  readonly #name: string;
  readonly #postId: PostId | null;
  readonly #counters: LiveCounters | null = null;
  readonly #source: Source;
  /** The log of a conversation or a space. */
  readonly #shared: LogSource | null = null;
  #tail: TopicTail | null = null;
  readonly #followed: Disposable[] = [];
  /** The cursor of the last entry that was handled. */
  #cursor: string;
  /** The cursor that was last sent to the client. */
  #sentCursor = "";
  #isStarted = false;
  #isDraining = false;
  /** How often what the viewer may see may have changed. */
  #rightsChanges = 0;
  #isDisposed = false;

  /** `name` is the topic as clients name it. `from` is the place after which they want events. */
  constructor(
    listener: Listener,
    name: string,
    from: { places: Places; cursor: string } | null,
  ) {
    this.#listener = listener;
    this.#name = name;
    this.#postId = name.startsWith("post:") ? name.slice("post:".length) as PostId : null;
    this.#cursor = from?.cursor ?? "";
    const { ctx, viewerId } = listener;
    const onNews = () => this.retry();
    if (name === "user") {
      this.#source = new UserSource(ctx, viewerId, from?.places ?? null, onNews);
    } else {
      const log = new LogSource(ctx, name, from?.places[0] ?? null, onNews);
      this.#source = log;
      if (this.#postId === null) this.#shared = log;
    }
    this.#followed.push(ctx.hub.follow(userTopic(viewerId), this.#onRights));
    if (name === "user") return;
    this.#followed.push(ctx.hub.follow(name, this.#onRights));
    if (this.#postId === null) return;
    this.#counters = new LiveCounters(listener, this.#postId, (event) => this.#push(event));
  }

  /** Takes its place in the log. Everything that is logged from now on will be sent. */
  async open(): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    for (const topic of await topicsOfRights(ctx, viewerId, this.#name)) {
      if (!this.#isDisposed) this.#followed.push(ctx.hub.follow(topic, this.#onRights));
    }
    await this.#source.open();
    if (this.#cursor === "") this.#cursor = this.#source.cursor(Date.now() - NEWS_DELAY_MS);
  }

  /** Starts to send. */
  start(): void {
    this.#isStarted = true;
    this.retry();
    this.#counters?.changed();
  }

  /** Continues after a failure. */
  retry(): void {
    if (this.#tail !== null) return this.#tail.retry();
    if (!this.#isStarted || this.#isDraining) return;
    if (this.#source.hasNews) void this.#drain();
    else this.#joinTail();
  }

  get viewerId(): UserId {
    return this.#listener.viewerId;
  }

  get place(): Position {
    return this.#shared!.place;
  }

  isFull(): boolean {
    return this.#listener.isFull();
  }

  take(entry: SourceEntry, event: LiveEvent | null): void {
    this.#source.handled(entry);
    this.#cursor = entry.cursor;
    if (event !== null) this.#push(event);
  }

  fellBehind(): void {
    this.#tail = null;
    this.#shared!.resume();
    this.retry();
  }

  /**
   * Returns the place at which a client can resume. A cursor contains a time; everything after the
   * cursor was logged since that time. While unsent entries may exist, it is the time of the last
   * entry.
   */
  cursor(): string {
    const { isOutOfSync } = this.#listener.ctx;
    const hasNews = this.#source.hasNews || this.#tail?.hasNews === true;
    const isBehind = !this.#isStarted || hasNews || this.#isDraining || isOutOfSync();
    return isBehind ? this.#cursor : this.#source.cursor(Date.now() - NEWS_DELAY_MS);
  }

  /** Returns `cursor()` and remembers it as sent to the client. */
  markSent(): string {
    return this.#sentCursor = this.cursor();
  }

  /** Returns the cursor, or null if the one that the client has is as good. */
  moved(): string | null {
    return this.#listener.ctx.logs.isAsGood(this.#sentCursor, this.cursor())
      ? null
      : this.markSent();
  }

  readonly #onRights = (signal: Signal): void => {
    if (signal === "counters" && this.#isStarted) this.#counters?.changed();
    if (signal !== "permissions") return;
    this.#rightsChanges++;
    if (this.#name !== "user") void this.#checkPermissions();
  };

  async #drain(): Promise<void> {
    this.#isDraining = true;
    try {
      while (this.#source.hasNews && !this.#isDisposed) {
        const news = await this.#source.next();
        for (let from = 0; from < news.length; from += HYDRATED_AT_ONCE) {
          if (!await this.#send(news.slice(from, from + HYDRATED_AT_ONCE))) break;
        }
      }
    } catch (error) {
      // The connection's next tick tries again.
      if (!this.#isDisposed) this.#listener.failed(error);
    } finally {
      this.#isDraining = false;
      this.#joinTail();
    }
  }

  #joinTail(): void {
    if (this.#shared === null || this.#shared.hasNews || this.#isDisposed) return;
    this.#tail = joinTail(this.#listener.ctx, this.#name, this);
    if (this.#tail !== null) this.#shared.pause();
  }

  /** Sends entries. Returns false if the rest must be read again, because it may be outdated. */
  async #send(news: readonly SourceEntry[]): Promise<boolean> {
    const { ctx, viewerId } = this.#listener;
    await this.#listener.drained();
    // Events wait here while nobody knows what the viewer may still see.
    await ctx.invalidations.current();
    const rightsChanges = this.#rightsChanges;
    const events = await sharedEvents(ctx, viewerId, news) ??
      await hydrate(ctx, viewerId, news);
    const access = this.#postId && await postAccess(ctx, viewerId, this.#postId);
    for (const [index, entry] of news.entries()) {
      if (this.#listener.isFull() || rightsChanges !== this.#rightsChanges) return false;
      if (this.#isDisposed) return false;
      this.#source.handled(entry);
      this.#cursor = entry.cursor;
      const event = events[index] ?? null;
      const isGone = access === "gone" && entry.entry.type !== "post.deleted";
      if (event !== null && access !== "hidden" && !isGone) this.#push(event);
    }
    return true;
  }

  #push(event: LiveEvent): void {
    const cursor = event.type === "post.counters" ? this.cursor() : this.#cursor;
    this.#sentCursor = cursor;
    this.#listener.transport.send({ op: "event", topic: this.#name, cursor, event });
  }

  async #checkPermissions(): Promise<void> {
    try {
      const { ctx, viewerId } = this.#listener;
      const hasLostIt = await isLost(ctx, viewerId, this.#name);
      if (hasLostIt && !this.#isDisposed) this.#listener.drop(this.#name);
    } catch (error) {
      if (!this.#isDisposed) this.#listener.failed(error);
    }
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.#tail?.leave(this);
    this.#source[Symbol.dispose]();
    this.#counters?.[Symbol.dispose]();
    for (const followed of this.#followed) followed[Symbol.dispose]();
  });
}
