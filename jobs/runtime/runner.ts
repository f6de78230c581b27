import { atWork, type Context } from "../../context/mod.ts";
import { once } from "../../lib/once.ts";
import type { Job } from "./job.ts";
import { runJob } from "./run.ts";

interface Woken {
  running: number;
  isDue: boolean;
}

/** While a slow piece of work holds up one run, another run takes new work. */
const RUNS_AT_ONCE = 2;
/** Schedules run every minute, so they find later work by themselves. */
const TIMER_MS_MAX = 90_000;
/** The clock of the database may be a little behind ours. */
const TIMER_MS_MIN = 5;

/** Runs jobs in this program until the signal aborts. Disposing it waits for running jobs. */
export class JobRunner implements AsyncDisposable {
  readonly #ctx: Context;
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<unknown>>();
  readonly #woken = new Map<Job, Woken>();
  readonly #timers = new Map<Job, { at: Date; id: ReturnType<typeof setTimeout> }>();
  readonly #listening = new DisposableStack();

  constructor(ctx: Context, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#signal = signal;
  }

  /** Whether no job may begin any more. */
  get #hasEnded(): boolean {
    return this.#signal.aborted || this.#listening.disposed;
  }

  /** Runs jobs that are due. An instance that is started for them runs them once it is ready. */
  async runAll(jobs: readonly Job[]): Promise<void> {
    await this.#ctx.started;
    if (this.#hasEnded) return;
    await Promise.all(jobs.map((job) => this.#hold(runJob(this.#ctx, job, this.#signal))));
  }

  /** Runs the jobs with waiting work: now, and whenever a transaction leaves some. */
  listen(jobs: readonly Job[]): void {
    if (this.#hasEnded) return;
    for (const job of jobs.filter(({ work }) => work !== undefined)) {
      this.#listening.use(this.#ctx.wakeUps.listen((work, at) => {
        if (work !== job.work) return;
        if (at === null) this.wake(job);
        else this.wakeAt(job, at);
      }));
      this.wake(job);
    }
  }

  /**
   * Runs a job at once, because work waits for it. A wake-up during the runs repeats it. It takes
   * no job lease: the waiting rows have their own leases, so all instances may help.
   */
  wake(job: Job): void {
    if (this.#hasEnded || !this.#ctx.isStarted()) return;
    const woken = this.#woken.get(job) ?? { running: 0, isDue: false };
    this.#woken.set(job, woken);
    woken.isDue = true;
    if (woken.running < RUNS_AT_ONCE) this.#hold(this.#runWhileDue(job, woken));
  }

  async #runWhileDue(job: Job, woken: Woken): Promise<void> {
    woken.running++;
    try {
      while (woken.isDue && !this.#signal.aborted) {
        woken.isDue = false;
        await job.run(atWork(this.#ctx), this.#signal);
      }
    } catch (error) {
      // The job's schedule finds the waiting work again.
      this.#ctx.log.error("job failed", { job: job.name, error });
    } finally {
      woken.running--;
    }
  }

  /**
   * Wakes a job at a time in the near future; its schedule finds later work. Of several times the
   * earliest counts, because the job asks for the next one itself.
   */
  wakeAt(job: Job, at: Date): void {
    const ms = at.getTime() - Date.now();
    if (this.#hasEnded || ms > TIMER_MS_MAX) return;
    const timer = this.#timers.get(job);
    if (timer !== undefined && timer.at <= at) return;
    clearTimeout(timer?.id);
    const id = setTimeout(() => {
      this.#timers.delete(job);
      this.wake(job);
    }, Math.max(ms, TIMER_MS_MIN));
    this.#timers.set(job, { at, id });
  }

  #hold(run: Promise<unknown>): Promise<unknown> {
    const held = run.finally(() => this.#running.delete(held));
    this.#running.add(held);
    return held;
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#listening.dispose();
    for (const { id } of this.#timers.values()) clearTimeout(id);
    this.#timers.clear();
    await Promise.all(this.#running);
  });
}
