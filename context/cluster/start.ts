import { isDown, refusesSettings } from "../../db/sql.ts";
import { delay } from "../../lib/delay.ts";
import type { Log } from "../../lib/log/log.ts";

const RETRY_MS = 500;

/** The start of the program. It is tried until Postgres and KV respond. */
export class Start {
  isDone = false;
  /** The last error that has delayed it, or null. */
  problem: unknown = null;

  /** Repeats `attempt` until it succeeds or the signal aborts. Throws an error that will not pass. */
  async run(attempt: () => Promise<void>, log: Log, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await attempt();
        this.isDone = true;
        log.info("ready");
        return;
      } catch (error) {
        if (refusesSettings(error)) {
          throw new Error("DATABASE_URL leads to a pooler: add ?pgbouncer=true", { cause: error });
        }
        if (!isDown(error)) throw error;
        if (String(error) !== String(this.problem)) log.warn("cannot start yet", { error });
        this.problem = error;
        await delay(RETRY_MS, stop);
      }
    }
  }
}
