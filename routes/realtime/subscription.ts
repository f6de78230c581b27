import type { PostId } from "../../domain/ids.ts";
import { userTopic } from "../../domain/events/topics.ts";
import type { Signal } from "../../actors/topics/hub.ts";
import type { Placed, Position } from "../../actors/topics/topics.ts";
import { once } from "../../lib/once.ts";
import type { Listener } from "./listener.ts";
import type { LiveEvent } from "./frames.ts";
import { hydrate } from "./hydrate.ts";
import { LiveCounters } from "./live_counters.ts";
import { postAccess } from "../../reads/posts/audience.ts";

/** Entries that are loaded together: enough for one query a kind, few enough to hold in memory. */
const HYDRATED_AT_ONCE = 100;
/** The delay of messages from other instances is less than this. */
const NEWS_DELAY_MS = 60_000;

/** One topic of one connection. It reads the topic's log and sends the events one at a time. */
export class Subscription implements Disposable {
  readonly #listener: Listener;
  readonly #name: string;
  readonly #topic: string;
  readonly #postId: PostId | null;
  readonly #counters: LiveCounters | null = null;
  readonly #followed: Disposable[] = [];
  #position: Position | null;
  /** The cursor of the last entry that was handled. */
  #cursor: string;
  /** The cursor that was last sent to the client. */
  #sentCursor = "";
  #isStarted = false;
  #isDraining = false;
  #hasNews: boolean;
  #isDisposed = false;

  /** `name` is the topic as clients name it. `from` is the place after which they want events. */
  constructor(
    listener: Listener,
    name: string,
    from: { position: Position; cursor: string } | null,
  ) {
    this.#listener = listener;
    this.#name = name;
    this.#postId = name.startsWith("post:") ? name.slice("post:".length) as PostId : null;
    this.#position = from?.position ?? null;
    this.#cursor = from?.cursor ?? "";
    this.#hasNews = from !== null;
    const { ctx: { hub }, viewerId } = listener;
    const ownTopic = userTopic(viewerId);
    this.#topic = this.#postId === null ? ownTopic : name;
    this.#followed.push(hub.follow(this.#topic, (signal) => this.#onSignal(signal)));
    if (this.#postId === null) return;
    this.#counters = new LiveCounters(listener, this.#postId, (event) => this.#push(event));
    // The viewer's follows decide which posts are visible, too.
    const onPermissions = (signal: Signal) => signal === "permissions" && this.#onSignal(signal);
    this.#followed.push(hub.follow(ownTopic, onPermissions));
  }

  /** Takes its place in the log. Everything that is logged from now on will be sent. */
  async open(): Promise<void> {
    await this.#followAuthor();
    if (this.#position !== null) return;
    const { logs } = this.#listener.ctx;
    this.#position = await logs.head(this.#topic);
    this.#cursor = logs.cursor(this.#position, Date.now() - NEWS_DELAY_MS);
  }

  /** Follows the author of the post, because a suspension of the author hides it. */
  async #followAuthor(): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    const card = this.#postId === null ? undefined : await ctx.cache.posts.get(this.#postId);
    if (card === undefined || card.authorId === viewerId || this.#isDisposed) return;
    const onPermissions = (signal: Signal) => signal === "permissions" && this.#onSignal(signal);
    this.#followed.push(ctx.hub.follow(userTopic(card.authorId), onPermissions));
  }

  /** Starts to send. */
  start(): void {
    this.#isStarted = true;
    this.retry();
    this.#counters?.changed();
  }

  /** Continues after a failure. */
  retry(): void {
    if (this.#isStarted && this.#hasNews && !this.#isDraining) void this.#drain();
  }

  /**
   * Returns the place at which a client can resume. A cursor contains a time; everything after the
   * cursor was logged since that time. While unsent entries may exist, it is the time of the last
   * entry.
   */
  cursor(): string {
    const { logs, isOutOfSync } = this.#listener.ctx;
    const isBehind = !this.#isStarted || this.#hasNews || this.#isDraining || isOutOfSync();
    return isBehind ? this.#cursor : logs.cursor(this.#position!, Date.now() - NEWS_DELAY_MS);
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

  #onSignal(signal: Signal): void {
    switch (signal) {
      case "appended":
        this.#hasNews = true;
        return this.retry();
      case "counters":
        if (this.#isStarted) this.#counters?.changed();
        return;
      case "permissions":
        if (this.#postId !== null) void this.#checkPermissions(this.#postId);
        return;
    }
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    try {
      while (this.#hasNews && !this.#isDisposed) {
        this.#hasNews = false;
        await this.#sendNews();
      }
    } catch (error) {
      this.#hasNews = true; // the connection's next tick tries again
      if (!this.#isDisposed) this.#listener.failed(error);
    } finally {
      this.#isDraining = false;
    }
  }

  async #sendNews(): Promise<void> {
    const { logs } = this.#listener.ctx;
    while (!this.#isDisposed) {
      const news = await logs.after(this.#topic, this.#position!);
      if (news.length === 0) return;
      for (let from = 0; from < news.length; from += HYDRATED_AT_ONCE) {
        if (this.#isDisposed) return;
        await this.#send(news.slice(from, from + HYDRATED_AT_ONCE));
      }
    }
  }

  async #send(news: readonly Placed[]): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    // Events wait here while nobody knows what the viewer may still see.
    await ctx.invalidations.current();
    const events = await hydrate(ctx, viewerId, news.map((placed) => placed.entry));
    const access = this.#postId && await postAccess(ctx, viewerId, this.#postId);
    for (const [index, { entry, position }] of news.entries()) {
      if (this.#listener.isFull()) await this.#listener.drained();
      if (this.#isDisposed) return;
      this.#position = position;
      this.#cursor = ctx.logs.cursor(position, entry.at);
      const event = events[index] ?? null;
      const isGone = access === "gone" && entry.type !== "post.deleted";
      if (event !== null && access !== "hidden" && !isGone) this.#push(event);
    }
  }

  #push(event: LiveEvent): void {
    const cursor = event.type === "post.counters" ? this.cursor() : this.#cursor;
    this.#sentCursor = cursor;
    this.#listener.transport.send({ op: "event", topic: this.#name, cursor, event });
  }

  async #checkPermissions(postId: PostId): Promise<void> {
    try {
      const { ctx, viewerId } = this.#listener;
      const access = await postAccess(ctx, viewerId, postId);
      // The follower of a deleted post still gets the event of its deletion.
      if (access === "hidden" && !this.#isDisposed) this.#listener.drop(this.#name);
    } catch (error) {
      if (!this.#isDisposed) this.#listener.failed(error);
    }
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.#counters?.[Symbol.dispose]();
    for (const followed of this.#followed) followed[Symbol.dispose]();
  });
}
