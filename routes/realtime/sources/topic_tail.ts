import { setImmediate } from "node:timers/promises";
import type { Context } from "../../../context/mod.ts";
import type { Position } from "../../../actors/topics/topics.ts";
import { isAfter } from "../../../actors/topics/places.ts";
import type { UserId } from "../../../domain/ids.ts";
import type { LiveEvent } from "../hydration/live_event.ts";
import { SharedEvents } from "../hydration/shared_events.ts";
import { readEntries, type SourceEntry } from "./log_source.ts";

/** A subscription that has sent everything before the tail of its log. */
export interface TailFollower {
  readonly viewerId: UserId;
  /** The last place that it has handled. */
  readonly place: Position;
  /** Whether the client is slow to take the sent data. */
  isFull(): boolean;
  /** Takes the next entry: what the viewer hears of it, or null if that is nothing. */
  take(entry: SourceEntry, event: LiveEvent | null): void;
  /** Called when it was removed: it goes on by itself from its place. */
  fellBehind(): void;
}

/** Followers that get their entries in one turn of the event loop. Other work goes in between. */
const FOLLOWERS_AT_ONCE = 200;

/**
 * The end of a topic's log. It is read once for all followers, and each gets the same text. One
 * that is slow, or that needs something of its own, goes on by itself and may join again.
 */
export class TopicTail {
  readonly #ctx: Context;
  readonly #topic: string;
  readonly #onEmpty: () => void;
  readonly #following: Disposable;
  readonly #followers = new Set<TailFollower>();
  #place: Position;
  #hasNews = false;
  #isSending = false;

  constructor(ctx: Context, topic: string, place: Position, onEmpty: () => void) {
    this.#ctx = ctx;
    this.#topic = topic;
    this.#place = place;
    this.#onEmpty = onEmpty;
    this.#following = ctx.hub.follow(topic, (signal) => {
      if (signal !== "appended") return;
      this.#hasNews = true;
      this.retry();
    });
  }

  /** Whether there may be entries that some followers did not get. */
  get hasNews(): boolean {
    return this.#hasNews || this.#isSending;
  }

  has(follower: TailFollower): boolean {
    return this.#followers.has(follower);
  }

  /** Adds a follower. Returns false if it has not reached the tail. */
  join(follower: TailFollower): boolean {
    if (isAfter(this.#place, follower.place)) return false;
    this.#followers.add(follower);
    return true;
  }

  /** Removes a follower. The last one ends the tail. */
  leave(follower: TailFollower): void {
    if (!this.#followers.delete(follower) || this.#followers.size > 0) return;
    this.#following[Symbol.dispose]();
    this.#onEmpty();
  }

  /** Continues after a failure. */
  retry(): void {
    if (this.#hasNews && !this.#isSending) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#hasNews && this.#followers.size > 0) {
        this.#hasNews = false;
        const { entries, isCut } = await readEntries(this.#ctx, this.#topic, this.#place);
        if (isCut) this.#hasNews = true;
        if (entries.length > 0) await this.#send(entries);
      }
    } catch (error) {
      // The next tick of a follower's connection tries again.
      this.#hasNews = true;
      this.#ctx.log.warn("live topic failed", { topic: this.#topic, error });
    } finally {
      this.#isSending = false;
    }
  }

  async #send(entries: readonly SourceEntry[]): Promise<void> {
    const events = new SharedEvents(this.#ctx, entries);
    let turn = 0;
    // Those who join meanwhile are reached as well.
    for (const follower of this.#followers) {
      if (turn++ % FOLLOWERS_AT_ONCE === 0) {
        if (turn > 1) await setImmediate();
        // Events wait here while nobody knows what the viewers may still see.
        await this.#ctx.invalidations.current();
        await events.load();
        events.refresh();
      }
      if (this.has(follower)) this.#sendTo(follower, entries, events);
    }
    this.#place = entries.at(-1)!.position;
  }

  /** Sends entries to one follower. It reads from memory just then what the viewer may see. */
  #sendTo(follower: TailFollower, entries: readonly SourceEntry[], events: SharedEvents): void {
    for (const [index, entry] of entries.entries()) {
      if (!isAfter(entry.position, follower.place)) continue;
      const event = follower.isFull() ? undefined : events.peek(index, follower.viewerId);
      if (event === undefined) return this.#fallBehind(follower);
      follower.take(entry, event);
      if (!this.has(follower)) return;
    }
  }

  #fallBehind(follower: TailFollower): void {
    this.leave(follower);
    follower.fellBehind();
  }
}

const tails = new WeakMap<Context["hub"], Map<string, TopicTail>>();

/**
 * Adds a follower to the tail of a topic, which others in this process share. Returns null if it has
 * not reached the tail.
 */
export function joinTail(ctx: Context, topic: string, follower: TailFollower): TopicTail | null {
  const ofProcess = tails.get(ctx.hub) ?? new Map<string, TopicTail>();
  tails.set(ctx.hub, ofProcess);
  const known = ofProcess.get(topic);
  const tail = known ??
    new TopicTail(ctx, topic, follower.place, () => ofProcess.delete(topic));
  if (known === undefined) ofProcess.set(topic, tail);
  return tail.join(follower) ? tail : null;
}
