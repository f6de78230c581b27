import type { OutboxLane } from "../../domain/events/delivery.ts";
import { type Lane, LANES } from "../../domain/events/lanes.ts";
import { once } from "../../lib/once.ts";
import { LaneRelay, type LaneRelayOptions } from "./lane_relay.ts";

// A wake-up is lost with the process that sent it. Polling finds the events of a crashed one.
const POLL_MS = 1000;

/** Keeps the outbox empty: it is woken after each commit, and polls once a second. */
export class OutboxRelay {
  readonly #lanes: ReadonlyMap<Lane, LaneRelay>;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(lanes: Record<Lane, OutboxLane>, options: Omit<LaneRelayOptions, "stop">) {
    const stop = this.#stop.signal;
    this.#lanes = new Map(
      LANES.map((name) => [name, new LaneRelay(name, lanes[name], { ...options, stop })]),
    );
  }

  /** Starts to deliver. It also finds events that were written before. */
  start(): void {
    this.#timer = setInterval(() => this.#wakeAll({ isUrgent: false }), POLL_MS);
    this.#wakeAll();
  }

  /** Reports that a lane has events. Those that are not urgent do not end a pause. */
  wake(lane: Lane, { isUrgent = true } = {}): void {
    if (this.#stop.signal.aborted || this.#timer === undefined) return;
    this.#lanes.get(lane)!.wake({ isUrgent });
  }

  /** Resolves when every event that was committed before the call is delivered. */
  async idle(): Promise<void> {
    for (const [lane, relay] of this.#lanes) {
      this.wake(lane);
      await relay.running;
    }
  }

  #wakeAll(options?: { isUrgent: boolean }): void {
    for (const lane of LANES) this.wake(lane, options);
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    clearInterval(this.#timer);
    this.#stop.abort();
    await Promise.all(this.#lanes.values().map((lane) => lane.running));
  });
}
