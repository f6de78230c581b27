import type { Counters } from "../domain/posts.ts";
import { changeLikes, type LikeChange } from "./likes.ts";
import type { Db } from "./transact.ts";

interface WaitingChange extends LikeChange {
  done: PromiseWithResolvers<Counters | null>;
}

// Its event is delivered in one commit to KV: the news of it must stay under 64 KiB.
const BATCH_MAX = 200;
/** Batches that are written at the same time: one is computed while another one is synced. */
const BATCHES_MAX = Number(Deno.env.get("LB") ?? 2);
/** What makes a batch beside another one worth its cost; fewer wait for the other one to end. */
const BESIDE_MIN = 16;

/**
 * Writes likes that arrive together in one transaction, so that a hot post costs one every few
 * milliseconds. Nothing is waited for: the next batch begins when a previous is committed.
 */
export class LikeWriter {
  readonly #db: Db;
  #waiting: WaitingChange[] = [];
  readonly #inFlight = new Set<string>();
  #writers = 0;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The post's counters after the change is committed; null if the user does not see the post. */
  change(postId: string, userId: string, isLiked: boolean): Promise<Counters | null> {
    const done = Promise.withResolvers<Counters | null>();
    this.#waiting.push({ postId, userId, isLiked, done });
    if (this.#mayBegin(this.#writers)) void this.#write();
    return done.promise;
  }

  /** Whether what waits is worth a batch beside so many others. */
  #mayBegin(others: number): boolean {
    const min = others === 0 ? 1 : BESIDE_MIN;
    return others < BATCHES_MAX && this.#waiting.length >= min;
  }

  async #write(): Promise<void> {
    this.#writers++;
    while (this.#mayBegin(this.#writers - 1)) {
      const batch = this.#take();
      if (batch.size === 0) break; // Who writes the pairs that wait goes on with them.
      await this.#keep([...batch.values()]);
      for (const pair of batch.keys()) this.#inFlight.delete(pair);
    }
    // Here and not after a turn: whoever comes in between would wait for a writer that has stopped.
    this.#writers--;
  }

  /** The next changes: one at a time of each user to each post, so that their order is kept. */
  #take(): Map<string, WaitingChange> {
    const taken = new Map<string, WaitingChange>();
    const left: WaitingChange[] = [];
    for (const change of this.#waiting) {
      const pair = pairOf(change);
      if (taken.size >= BATCH_MAX || this.#inFlight.has(pair)) left.push(change);
      else {
        taken.set(pair, change);
        this.#inFlight.add(pair);
      }
    }
    this.#waiting = left;
    return taken;
  }

  async #keep(batch: WaitingChange[]): Promise<void> {
    try {
      const counters = await changeLikes(this.#db, batch);
      for (const change of batch) change.done.resolve(counters.get(pairOf(change)) ?? null);
    } catch (error) {
      if (batch.length === 1) return batch[0]!.done.reject(error);
      // One change must not fail its neighbours: each is tried again alone.
      for (const change of batch) await this.#keep([change]);
    }
  }
}

const pairOf = ({ postId, userId }: LikeChange) => `${postId} ${userId}`;
