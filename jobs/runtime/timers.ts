import { once } from "../../lib/once.ts";
import type { Job } from "./job.ts";

/** Later times are left to later calls. */
const TIMER_MS_MAX = 60_000;
/** The clock of the database may be a little behind ours. */
const TIMER_MS_MIN = 5;

/** Timers that wake jobs, one for each job. */
export class JobTimers implements Disposable {
  readonly #wake: (job: Job) => void;
  readonly #timers = new Map<Job, { at: Date; id: ReturnType<typeof setTimeout> }>();

  constructor(wake: (job: Job) => void) {
    this.#wake = wake;
  }

  /** Wakes a job at a time in the near future. Of several times the earliest counts. */
  set(job: Job, at: Date): void {
    const ms = at.getTime() - Date.now();
    if (ms > TIMER_MS_MAX) return;
    const timer = this.#timers.get(job);
    if (timer !== undefined && timer.at <= at) return;
    clearTimeout(timer?.id);
    const id = setTimeout(() => {
      this.#timers.delete(job);
      this.#wake(job);
    }, Math.max(ms, TIMER_MS_MIN));
    this.#timers.set(job, { at, id });
  }

  readonly [Symbol.dispose] = once(() => {
    for (const { id } of this.#timers.values()) clearTimeout(id);
    this.#timers.clear();
  });
}
