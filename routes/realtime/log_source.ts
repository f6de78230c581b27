import type { Context } from "../../context/mod.ts";
import type { Placed, Position } from "../../actors/topics/topics.ts";
import { once } from "../../lib/once.ts";

/** An entry that a subscription sends, with the topic of its log and the cursor after it. */
export interface SourceEntry extends Placed {
  topic: string;
  cursor: string;
  /** Whether the viewer hears of it elsewhere. */
  isEcho?: boolean;
}

/** Where a subscription gets its entries from. */
export interface Source extends Disposable {
  /** Whether there may be entries that were not returned. */
  readonly hasNews: boolean;
  /** Takes its place. Everything that is logged from now on will be returned. */
  open(): Promise<void>;
  /** Returns entries in order, at most a page. They are returned again until they are handled. */
  next(): Promise<SourceEntry[]>;
  /** Moves the place behind an entry. */
  handled(entry: SourceEntry): void;
  /** Returns the cursor of the place, where everything before it was handled. */
  cursor(at: number): string;
}

/** Calls `onNews` when there may be entries. */
type OnNews = () => void;

const COMMITS_READ = 100;

/** The entries of one log. */
export class LogSource implements Source {
  readonly #ctx: Context;
  readonly #topic: string;
  readonly #following: Disposable;
  #position: Position | null;
  #hasNews: boolean;
  #unhandled = 0;

  /** The entries after `from`, or from the opening on. */
  constructor(ctx: Context, topic: string, from: Position | null, onNews: OnNews) {
    this.#ctx = ctx;
    this.#topic = topic;
    this.#position = from;
    this.#hasNews = from !== null;
    this.#following = ctx.hub.follow(topic, (signal) => {
      if (signal !== "appended") return;
      this.#hasNews = true;
      onNews();
    });
  }

  get hasNews(): boolean {
    return this.#hasNews || this.#unhandled > 0;
  }

  async open(): Promise<void> {
    this.#position ??= await this.#ctx.logs.head(this.#topic);
  }

  async next(): Promise<SourceEntry[]> {
    const { logs } = this.#ctx;
    const topic = this.#topic;
    this.#hasNews = false;
    try {
      const placed = await logs.after(topic, this.#position!, COMMITS_READ);
      this.#unhandled = placed.length;
      // Where a page is full, there may be another one.
      if (placed.length >= COMMITS_READ - 1) this.#hasNews = true;
      return placed.map(({ entry, position }) => {
        return { topic, entry, position, cursor: logs.cursor(position, entry.at) };
      });
    } catch (error) {
      this.#hasNews = true;
      throw error;
    }
  }

  handled({ position }: SourceEntry): void {
    this.#unhandled--;
    this.#position = position;
  }

  cursor(at: number): string {
    return this.#ctx.logs.cursor(this.#position!, at);
  }

  readonly [Symbol.dispose] = once(() => this.#following[Symbol.dispose]());
}
