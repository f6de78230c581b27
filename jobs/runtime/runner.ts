import { atWork, type Context } from "../../context/mod.ts";
import { listWaiting, type Waiting } from "../../db/operations/waiting_work.ts";
import { isDown } from "../../db/sql.ts";
import { once } from "../../lib/once.ts";
import { minuteOf } from "./crons.ts";
import type { Job } from "./job.ts";
import { runJobs } from "./run.ts";
import { JobTimers } from "./timers.ts";
import { WokenJob } from "./woken_job.ts";

/**
 * The time between two looks for work that another program has left behind. If the instance that
 * looks dies, another one looks after 14 seconds: before a lease of the dead one ends.
 */
const LOOK_MS = 5000;

/** Options of a runner: its clock, and the milliseconds between two looks for waiting work. */
interface RunnerOptions {
  now?: () => number;
  lookMs?: number;
}

/** Runs jobs in this program until the signal aborts. Disposing it waits for running jobs. */
export class JobRunner implements AsyncDisposable {
  readonly #ctx: Context;
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<unknown>>();
  readonly #woken = new Map<Job, WokenJob>();
  readonly #timers = new JobTimers((job) => this.wake(job));
  readonly #listening = new DisposableStack();
  readonly #now: () => number;
  readonly #lookMs: number;
  #jobs: readonly Job[] = [];

  constructor(
    ctx: Context,
    signal: AbortSignal,
    { now = Date.now, lookMs = LOOK_MS }: RunnerOptions = {},
  ) {
    this.#ctx = ctx;
    this.#signal = signal;
    this.#now = now;
    this.#lookMs = lookMs;
  }

  /** Whether no job may begin any more. */
  get #hasEnded(): boolean {
    return this.#signal.aborted || this.#listening.disposed;
  }

  /**
   * Runs jobs whose schedule names this minute, unless another instance does or did. An instance
   * that is started for them runs them once it is ready.
   */
  async runAll(jobs: readonly Job[]): Promise<void> {
    const minute = minuteOf(this.#now());
    await this.#ctx.started;
    if (this.#hasEnded) return;
    await this.#run(jobs, minute);
  }

  #run(jobs: readonly Job[], scheduledFor: Date | null): Promise<unknown> {
    return this.#hold(runJobs(this.#ctx, jobs, this.#signal, { scheduledFor }));
  }

  /**
   * Runs the jobs with waiting work: now, whenever a transaction leaves some, and when another
   * program has left some behind. Also takes over runs of programs that died. One of all instances
   * looks for both.
   */
  listen(jobs: readonly Job[]): void {
    if (this.#hasEnded) return;
    this.#jobs = jobs;
    for (const job of jobs.filter(({ work }) => work !== undefined)) {
      this.#listening.use(this.#ctx.wakeUps.listen((work, at) => {
        if (work !== job.work) return;
        if (at === null) this.wake(job);
        else this.wakeAt(job, at);
      }));
      this.wake(job);
    }
    let looking: Promise<unknown> | null = null;
    const interval = setInterval(() => {
      if (!this.#ctx.isFirst()) return;
      looking ??= this.#hold(this.#look(null)).finally(() => looking = null);
    }, this.#lookMs);
    this.#listening.defer(() => clearInterval(interval));
  }

  /** Finds work of other programs, and the times at which more is due. `ran` has just run. */
  async #look(ran: Job | null): Promise<void> {
    if (this.#hasEnded || !this.#ctx.isStarted()) return;
    try {
      for (const waiting of await listWaiting(this.#ctx.sql)) this.#find(waiting, ran);
    } catch (error) {
      if (!isDown(error)) this.#ctx.log.error("no look for waiting work", { error });
    }
  }

  #find({ work, job: name, scheduledFor, isDue, nextInMs }: Waiting, ran: Job | null): void {
    for (const job of this.#jobs) {
      if (job.name === name) this.#run([job], scheduledFor);
      if (work === null || job.work !== work) continue;
      if (nextInMs !== null) this.wakeAt(job, new Date(Date.now() + nextInMs));
      if (isDue && job === ran) this.#wokenOf(job).rest();
      else if (isDue && this.#wokenOf(job).isIdle) this.wake(job);
    }
  }

  /**
   * Runs a job at once, because work waits for it. A wake-up during the runs repeats it. It takes
   * no job lease: the waiting rows have their own leases, so all instances may help.
   */
  wake(job: Job): void {
    if (this.#hasEnded || !this.#ctx.isStarted()) return;
    const runs = this.#wokenOf(job).wake();
    if (runs !== null) this.#hold(runs.then(() => this.#look(job)));
  }

  #wokenOf(job: Job): WokenJob {
    const woken = this.#woken.get(job) ?? new WokenJob(() => this.#runWoken(job));
    this.#woken.set(job, woken);
    return woken;
  }

  async #runWoken(job: Job): Promise<void> {
    if (this.#signal.aborted) return;
    try {
      await job.run(atWork(this.#ctx), this.#signal);
    } catch (error) {
      // The job's schedule finds the waiting work again.
      this.#ctx.log.error("job failed", { job: job.name, error });
    }
  }

  /** Wakes a job at a time in the near future. After its run, the runner looks for the next. */
  wakeAt(job: Job, at: Date): void {
    if (!this.#hasEnded) this.#timers.set(job, at);
  }

  #hold(run: Promise<unknown>): Promise<unknown> {
    const held = run.finally(() => this.#running.delete(held));
    this.#running.add(held);
    return held;
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#listening.dispose();
    this.#timers[Symbol.dispose]();
    await Promise.all(this.#running);
  });
}
