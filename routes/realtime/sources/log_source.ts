import type { Context } from "../../../context/mod.ts";
import type { Placed, Position } from "../../../actors/topics/topics.ts";
import { once } from "../../../lib/once.ts";

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
  readonly #onNews: OnNews;
  #following: Disposable | null = null;
  #place: Position | null;
  #hasNews: boolean;
  #unhandled = 0;
  #isDisposed = false;

  /** The entries after `from`, or from the opening on. */
  constructor(ctx: Context, topic: string, from: Position | null, onNews: OnNews) {
    this.#ctx = ctx;
    this.#topic = topic;
    this.#onNews = onNews;
    this.#place = from;
    this.#hasNews = from !== null;
    this.#follow();
  }

  get hasNews(): boolean {
    return this.#hasNews || this.#unhandled > 0;
  }

  /** The place behind the last entry that was handled. It is known after the opening. */
  get place(): Position {
    return this.#place!;
  }

  async open(): Promise<void> {
    this.#place ??= await this.#ctx.logs.head(this.#topic);
  }

  async next(): Promise<SourceEntry[]> {
    this.#hasNews = false;
    try {
      const { entries, isCut } = await readEntries(this.#ctx, this.#topic, this.place);
      this.#unhandled = entries.length;
      if (isCut) this.#hasNews = true;
      return entries;
    } catch (error) {
      this.#hasNews = true;
      throw error;
    }
  }

  handled({ position }: SourceEntry): void {
    if (this.#unhandled > 0) this.#unhandled--;
    this.#place = position;
  }

  cursor(at: number): string {
    return this.#ctx.logs.cursor(this.place, at);
  }

  /** Hears of nothing more: somebody else reads the log, and reports what was handled. */
  pause(): void {
    this.#following?.[Symbol.dispose]();
    this.#following = null;
  }

  /** Reads the log again. There may be entries after the last that was handled. */
  resume(): void {
    if (this.#isDisposed) return;
    this.#follow();
    this.#hasNews = true;
  }

  #follow(): void {
    this.#following ??= this.#ctx.hub.follow(this.#topic, (signal) => {
      if (signal !== "appended") return;
      this.#hasNews = true;
      this.#onNews();
    });
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.pause();
  });
}

/**
 * Returns the next entries of a topic after a place, with their cursors. `isCut` says that there may
 * be more.
 */
export async function readEntries(
  { logs }: Context,
  topic: string,
  place: Position,
): Promise<{ entries: SourceEntry[]; isCut: boolean }> {
  const placed = await logs.after(topic, place, COMMITS_READ);
  const entries = placed.map(({ entry, position }) => {
    return { topic, entry, position, cursor: logs.cursor(position, entry.at) };
  });
  return { entries, isCut: placed.length >= COMMITS_READ - 1 };
}
