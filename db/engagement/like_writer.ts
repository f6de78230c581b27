import { changeLikes, type LikeChange } from "./likes.ts";
import { isDeadlock, isDown, isUnreachable } from "../sql.ts";
import type { Db } from "../transact.ts";

interface WaitingChange extends LikeChange {
  /** Whose like of what it is. */
  pair: string;
  done: PromiseWithResolvers<number | null>;
}

// Its event is delivered in one commit to KV: the news of it must stay under 64 KiB.
const BATCH_MAX = 200;
/** Fewer are not worth two statements. */
const HALVED_MIN = 16;

/**
 * Writes likes that arrive together in one transaction, so that a hot post costs one every few
 * milliseconds. Nothing is waited for: the next batch begins when the previous is committed.
 */
export class LikeWriter {
  readonly #db: Db;
  #waiting: WaitingChange[] = [];
  #writing: Promise<void> | null = null;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The post's likes after the change is committed; null if the user does not see the post. */
  change(postId: string, userId: string, isLiked: boolean): Promise<number | null> {
    const done = Promise.withResolvers<number | null>();
    this.#waiting.push({ postId, userId, isLiked, pair: `${postId} ${userId}`, done });
    this.#writing ??= this.#write();
    return done.promise;
  }

  async #write(): Promise<void> {
    let tell = () => {};
    let written = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#take(written);
      const writing = this.#writeBatch(batch);
      // While Postgres works on the next.
      tell();
      tell = await writing;
      written = batch.length;
    }
    tell();
    // Here and not after a turn: whoever comes in between would wait for a writer that has stopped.
    this.#writing = null;
  }

  /** Writes a batch; answers how to tell who waits for it. */
  async #writeBatch(batch: readonly WaitingChange[]): Promise<() => void> {
    try {
      const likes = await changeLikes(this.#db, batch);
      return () => batch.forEach(({ done }, n) => done.resolve(likes[n]!));
    } catch (error) {
      if (isUnreachable(error)) this.#refuse(batch, error);
      else if (isDown(error) && !isDeadlock(error)) batch.forEach(({ done }) => done.reject(error));
      else await this.#writeAlone(batch, error);
      return () => {};
    }
  }

  /**
   * The next changes: one at most of each user to each post, so that their order is kept. No more
   * than half of those that wait and were just written, whose clients may come again: taken whole,
   * they would all come while Postgres rests, and all wait while it works.
   */
  #take(written: number): WaitingChange[] {
    const half = Math.ceil((this.#waiting.length + written) / 2);
    const max = Math.min(Math.max(half, HALVED_MIN), BATCH_MAX);
    const taken = new Map<string, WaitingChange>();
    const left: WaitingChange[] = [];
    let seen = 0;
    for (; seen < this.#waiting.length && taken.size < max; seen++) {
      const change = this.#waiting[seen]!;
      if (taken.has(change.pair)) left.push(change);
      else taken.set(change.pair, change);
    }
    this.#waiting = left.concat(this.#waiting.slice(seen));
    return [...taken.values()];
  }

  /** Each would wait for a connection in vain, and those behind them as well. */
  #refuse(batch: readonly WaitingChange[], error: unknown): void {
    for (const { done } of [...batch, ...this.#waiting]) done.reject(error);
    this.#waiting = [];
  }

  /** One change must not fail its neighbours: each is tried again alone. */
  async #writeAlone(batch: readonly WaitingChange[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]!.done.reject(error);
    for (const [n, change] of batch.entries()) {
      try {
        const [likes] = await changeLikes(this.#db, [change]);
        change.done.resolve(likes!);
      } catch (alone) {
        if (isUnreachable(alone)) return this.#refuse(batch.slice(n), alone);
        change.done.reject(alone);
      }
    }
  }
}
