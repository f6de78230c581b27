import type { PostId } from "../../domain/ids.ts";
import { COUNTERS_INTERVAL_MS } from "../../domain/limits.ts";
import { once } from "../../lib/once.ts";
import type { Listener } from "./listener.ts";
import type { LiveEvent } from "./hydration/live_event.ts";
import { Throttle } from "./throttle.ts";
import { postAccess } from "../../reads/posts/audience.ts";

/** Sends the newest counters of a post to one connection, at most once per interval. */
export class LiveCounters implements Disposable {
  readonly #listener: Listener;
  readonly #postId: PostId;
  readonly #send: (event: LiveEvent) => void;
  readonly #pace = new Throttle(() => void this.#sendNewest(), COUNTERS_INTERVAL_MS);
  #rev = -1;
  #isDisposed = false;

  constructor(listener: Listener, postId: PostId, send: (event: LiveEvent) => void) {
    this.#listener = listener;
    this.#postId = postId;
    this.#send = send;
  }

  /** Reports that the counters may have changed. */
  changed(): void {
    this.#pace.call();
  }

  async #sendNewest(): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    const postId = this.#postId;
    try {
      await ctx.invalidations.current();
      const access = await postAccess(ctx, viewerId, postId);
      const counters = await ctx.cache.counters.get(postId);
      if (access !== "seen" || !counters || this.#isDisposed) return;
      // A slow client gets only the newest counters, later.
      if (this.#listener.isFull()) return this.#pace.call();
      const { rev, likes, comments, reposts } = counters;
      if (rev <= this.#rev) return;
      this.#rev = rev;
      this.#send({
        id: `${postId}.counters.${rev}`,
        type: "post.counters",
        at: new Date().toISOString(),
        data: { postId, likesCount: likes, commentsCount: comments, repostsCount: reposts },
      });
    } catch (error) {
      if (this.#isDisposed) return;
      this.#listener.failed(error);
      this.#pace.call();
    }
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.#pace[Symbol.dispose]();
  });
}
