/** While a slow piece of work holds up one run, another run takes new work. */
const RUNS_AT_ONCE = 2;
/** The time for which work that a run could not do is left to the schedules. */
const REST_MS = 60_000;

/** The runs of a job in this program that waiting work has woken. */
export class WokenJob {
  readonly #run: () => Promise<void>;
  #running = 0;
  #isDue = false;
  #restsUntil = 0;

  /** `run` does all work that waits. It handles its errors. */
  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  /** Whether it may be woken for work that others have left behind. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#restsUntil <= Date.now();
  }

  /** Called when work is left after a run: it could not be done. */
  rest(): void {
    this.#restsUntil = Date.now() + REST_MS;
  }

  /** Runs the job, and once more if it is woken meanwhile. Null if enough runs are under way. */
  wake(): Promise<void> | null {
    this.#isDue = true;
    return this.#running < RUNS_AT_ONCE ? this.#runWhileDue() : null;
  }

  async #runWhileDue(): Promise<void> {
    this.#running++;
    while (this.#isDue) {
      this.#isDue = false;
      await this.#run();
    }
    this.#running--;
  }
}
