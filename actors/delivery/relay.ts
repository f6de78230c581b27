import { delay } from "../../lib/delay.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import type { Log } from "../../lib/log/log.ts";
import { once } from "../../lib/once.ts";
import { Fenced } from "../runtime/system.ts";

/**
 * Takes and delivers some events of a lane; returns how many, "many" if more are worth gathering
 * before the next delivery, or null if another instance does it. It is told how many tries have
 * failed before, by the fault of the events.
 */
export type TakeAndDeliver = (lane: Lane, tries: number) => Promise<number | "many" | null>;

/** How a courier knows why a delivery failed, and where it says so. */
export interface OutboxRelayOptions {
  /** Whether an error is the fault of the events, and not of a part that is down. */
  isFault(error: unknown): Promise<boolean>;
  log: Log;
}

const LANES: readonly Lane[] = ["main", "fan_out"];
// A wake-up is lost with the process that sent it; events of a crashed one are found by asking.
const ASK_MS = 1000;
const BUSY_ELSEWHERE_MS = 20;
const FAILED_MS = 250;
/** The wait before the next try after a first fault, in milliseconds. It doubles after each further one. */
const FAULT_MS = 50;
const FAULT_MS_MAX = 1000;
/** After so long without a fault, an event that failed is no longer looked for. */
const FAULTS_KEPT_MS = 60_000;
/** A rest is so many times as long as the work before it, so that one that was slow begins no series. */
const REST_TIMES = 6;
const REST_MS_MAX = 2000;

/** Keeps the outbox empty: woken after each commit, and asking by itself now and then. */
export class OutboxRelay {
  readonly #take: TakeAndDeliver;
  readonly #isFault: OutboxRelayOptions["isFault"];
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #woken: Record<Lane, boolean> = { main: false, fan_out: false };
  /** Whether something came that may not wait for others. */
  readonly #urgent: Record<Lane, boolean> = { main: false, fan_out: false };
  readonly #running: Record<Lane, Promise<void> | null> = { main: null, fan_out: null };
  readonly #resting: Record<Lane, AbortController | null> = { main: null, fan_out: null };
  readonly #faults: Record<Lane, { count: number; at: number }> = {
    main: { count: 0, at: 0 },
    fan_out: { count: 0, at: 0 },
  };
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(take: TakeAndDeliver, { isFault, log }: OutboxRelayOptions) {
    this.#take = take;
    this.#isFault = isFault;
    this.#log = log;
  }

  /** Begins to deliver. What was written before is found. */
  start(): void {
    const ask = () => LANES.forEach((lane) => this.wake(lane, { mayBeGathered: true }));
    this.#timer = setInterval(ask, ASK_MS);
    LANES.forEach((lane) => this.wake(lane));
  }

  /** Says that a lane has events. Those that may be gathered leave a rest undisturbed. */
  wake(lane: Lane, { mayBeGathered = false } = {}): void {
    if (this.#stop.signal.aborted || this.#timer === undefined) return;
    this.#woken[lane] = true;
    if (!mayBeGathered) this.#urgent[lane] = true;
    this.#running[lane] ??= this.#run(lane);
    if (!mayBeGathered) this.#resting[lane]?.abort();
  }

  /** Resolves when every event committed before the call is delivered. */
  async idle(): Promise<void> {
    for (const lane of LANES) {
      this.wake(lane);
      await this.#running[lane];
    }
  }

  async #run(lane: Lane): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#woken[lane] = this.#urgent[lane] = false;
      const startedAt = performance.now();
      const taken = await this.#takeSafely(lane);
      if (taken === null) await delay(BUSY_ELSEWHERE_MS, this.#stop.signal);
      else if (typeof taken === "object") await delay(taken.againMs, this.#stop.signal);
      else if (taken === 0 && !this.#woken[lane]) break;
      else if (taken === "many") await this.#rest(lane, performance.now() - startedAt);
    }
    this.#running[lane] = null;
  }

  async #rest(lane: Lane, workMs: number): Promise<void> {
    if (this.#urgent[lane]) return;
    const resting = this.#resting[lane] = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, resting.signal]);
    await delay(Math.min(REST_TIMES * workMs, REST_MS_MAX), signal);
    this.#resting[lane] = null;
  }

  async #takeSafely(lane: Lane): Promise<number | "many" | null | { againMs: number }> {
    const faults = this.#faults[lane];
    try {
      const taken = await this.#take(lane, faults.count);
      // What failed may stand behind what was taken now: it is looked for some time longer.
      if (taken === 0 || performance.now() - faults.at > FAULTS_KEPT_MS) faults.count = 0;
      return taken;
    } catch (error) {
      if (this.#stop.signal.aborted) return { againMs: FAILED_MS };
      if (error instanceof Fenced) this.#log.info("delivery fenced", { lane });
      else this.#log.error("delivery failed", { lane, error });
      if (!await this.#isFault(error)) return { againMs: FAILED_MS };
      faults.at = performance.now();
      return { againMs: Math.min(FAULT_MS * 2 ** faults.count++, FAULT_MS_MAX) };
    }
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    clearInterval(this.#timer);
    this.#stop.abort();
    await Promise.all(LANES.map((lane) => this.#running[lane]));
  });
}
