import { delay } from "../delay.ts";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";

/** Checks and restarts one server. */
export interface KeepOptions {
  isGone(): Promise<boolean>;
  restart(): Promise<void>;
  /**
   * Called when a restart fails for good, or the server ends too often. Nothing is tried
   * afterwards.
   */
  onLost(error: Error): void;
  log: Log | undefined;
}

// A check starts a small program on Linux, and one that lists processes elsewhere.
const LOOK_MS = Deno.build.os === "linux" ? 2000 : 5000;
/** A file that is being written may look like one of an ended server. */
const LOOK_AGAIN_MS = 50;
const BACKOFF_MS = 250;
const TRIES_MAX = 5;
const RESTARTS_MAX = 10;
const RESTARTS_MS = 10 * 60_000;

/** Restarts a server whenever it has ended, until disposed. */
export function keepRunning(kept: KeepOptions): AsyncDisposable {
  const stop = new AbortController();
  const keeping = keep(kept, stop.signal).catch(kept.onLost);
  return {
    [Symbol.asyncDispose]: once(() => {
      stop.abort();
      return keeping;
    }),
  };
}

async function keep({ isGone, restart, log }: KeepOptions, stop: AbortSignal): Promise<void> {
  let restarts: number[] = [];
  for (;;) {
    await delay(LOOK_MS, stop);
    if (stop.aborted) return;
    if (!await isGone()) continue;
    await delay(LOOK_AGAIN_MS, stop);
    if (stop.aborted) return;
    if (!await isGone()) continue;
    const now = performance.now();
    restarts = [...restarts.filter((at) => now - at < RESTARTS_MS), now];
    if (restarts.length > RESTARTS_MAX) {
      throw new Error(`PostgreSQL has ended ${RESTARTS_MAX} times within ten minutes`);
    }
    log?.error("postgres has ended by itself; it is started again");
    await tryRestart(restart, log, stop);
  }
}

async function tryRestart(
  restart: () => Promise<void>,
  log: Log | undefined,
  stop: AbortSignal,
): Promise<void> {
  for (let tries = 1; !stop.aborted; tries++) {
    try {
      return await restart();
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
      log?.warn("postgres does not start", { tries, error });
      await delay(BACKOFF_MS * 2 ** tries, stop);
    }
  }
}
