import type { Counters } from "../domain/posts.ts";
import { changeLikes, type LikeChange } from "./likes.ts";
import type { Db } from "./transact.ts";

interface WaitingChange extends LikeChange {
  done: PromiseWithResolvers<Counters | null>;
}

// Its event is delivered in one commit to KV: the news of it must stay under 64 KiB.
const BATCH_MAX = 200;

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

  /** The post's counters after the change is committed; null if the user does not see the post. */
  change(postId: string, userId: string, isLiked: boolean): Promise<Counters | null> {
    const done = Promise.withResolvers<Counters | null>();
    this.#waiting.push({ postId, userId, isLiked, done });
    this.#writing ??= this.#write();
    return done.promise;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        const counters = await changeLikes(this.#db, batch);
        for (const { postId, userId, done } of batch) {
          done.resolve(counters.get(`${postId} ${userId}`) ?? null);
        }
      } catch (error) {
        await this.#writeAlone(batch, error);
      }
    }
    // Here and not after a turn: whoever comes in between would wait for a writer that has stopped.
    this.#writing = null;
  }

  /** The next changes: one at most of each user to each post, so that their order is kept. */
  #take(): WaitingChange[] {
    const taken = new Map<string, WaitingChange>();
    const left: WaitingChange[] = [];
    for (const change of this.#waiting) {
      const pair = `${change.postId} ${change.userId}`;
      if (taken.size >= BATCH_MAX || taken.has(pair)) left.push(change);
      else taken.set(pair, change);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  /** One change must not fail its neighbours: each is tried again alone. */
  async #writeAlone(batch: WaitingChange[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]!.done.reject(error);
    for (const change of batch) {
      await changeLikes(this.#db, [change]).then(
        (counters) => change.done.resolve([...counters.values()][0] ?? null),
        change.done.reject,
      );
    }
  }
}
