import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { recordProgress } from "../../db/media/processing.ts";
import { once } from "../../lib/once.ts";

const INTERVAL_MS = 1000;
/** All is done only when the file is ready. */
const PERCENT_MAX = 99;

/** Writes how much of the work on a file is done, at most once a second. Disposing it waits. */
export class Progress implements AsyncDisposable {
  readonly #ctx: Context;
  readonly #work: MediaWork;
  readonly #now: () => number;
  #percent = 0;
  #writtenAt = -Infinity;
  #writing: Promise<void> | null = null;

  /** `now` is a clock in milliseconds. */
  constructor(ctx: Context, work: MediaWork, now: () => number = () => performance.now()) {
    this.#ctx = ctx;
    this.#work = work;
    this.#now = now;
  }

  /** Takes the finished share, from 0 to 1. */
  report(share: number): void {
    const percent = Math.min(PERCENT_MAX, Math.floor(share * 100));
    const isEarly = this.#now() - this.#writtenAt < INTERVAL_MS;
    if (percent <= this.#percent || isEarly || this.#writing !== null) return;
    this.#percent = percent;
    this.#writtenAt = this.#now();
    // A number for people to look at: the work goes on without it.
    this.#writing = recordProgress(this.#ctx.sql, this.#work, percent)
      .catch((error) => this.#ctx.log.debug("a progress was not written", { error }))
      .finally(() => this.#writing = null);
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    await this.#writing;
  });
}
