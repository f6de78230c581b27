import type { OutboxLane } from "../../domain/events/delivery.ts";
import { type Lane, LANES } from "../../domain/events/lanes.ts";
import { once } from "../../lib/once.ts";
import { LaneRelay, type LaneRelayOptions } from "./lane_relay.ts";

/** The options of the relay of all lanes. */
export interface OutboxRelayOptions extends Omit<LaneRelayOptions, "stop"> {
  /** Waits until other instances have delivered their share of the events of now, or for `stop`. */
  othersIdle?(stop: AbortSignal): Promise<void>;
}

/** Keeps the outbox empty, as far as this instance delivers it. It is woken after each commit. */
export class OutboxRelay {
  readonly #lanes: ReadonlyMap<Lane, readonly LaneRelay[]>;
  readonly #othersIdle: (stop: AbortSignal) => Promise<void>;
  readonly #stop = new AbortController();
  #isStarted = false;

  /** Relays each lane, which has a stream for each KV store. */
  constructor(streams: Record<Lane, readonly OutboxLane[]>, options: OutboxRelayOptions) {
    const { othersIdle = () => Promise.resolve(), ...laneOptions } = options;
    const stop = this.#stop.signal;
    this.#othersIdle = othersIdle;
    this.#lanes = new Map(LANES.map((name) => [
      name,
      streams[name].map((stream) => new LaneRelay(name, stream, { ...laneOptions, stop })),
    ]));
  }

  /** Starts to deliver. It also finds events that were written before. */
  start(): void {
    this.#isStarted = true;
    for (const lane of LANES) this.wake(lane);
  }

  /** Reports that a lane has events. Those that are not urgent do not end a pause. */
  wake(lane: Lane, { isUrgent = true } = {}): void {
    if (this.#stop.signal.aborted || !this.#isStarted) return;
    for (const stream of this.#lanes.get(lane)!) stream.wake({ isUrgent });
  }

  /**
   * Resolves when every event that was committed before the call is delivered. Other instances get a
   * limited time for their share.
   */
  async idle(): Promise<void> {
    for (const [lane, streams] of this.#lanes) {
      this.wake(lane);
      // A stream may leave events to another one.
      while (streams.some(({ running }) => running !== null)) {
        await Promise.all(streams.map(({ running }) => running));
      }
    }
    const stop = this.#stop.signal;
    if (this.#isStarted && !stop.aborted) await this.#othersIdle(stop);
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#stop.abort();
    const streams = this.#lanes.values().flatMap((streams) => streams);
    await Promise.all(streams.map(({ running }) => running));
  });
}
