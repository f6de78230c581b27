import { delay } from "../../../lib/delay.ts";
import type { KvFaults } from "./server.ts";

const EVERY = 20;
/** Longer than an instance waits for a commit. */
const LATE_MS = 6000;

/** Faults of each 20th commit: its response is lost or late, or the commit itself is late. */
export class FaultsInTurn implements KvFaults {
  readonly #max: number;
  readonly #reached = Promise.withResolvers<void>();
  readonly #faulty = new WeakMap<Uint8Array, KvFaults>();
  #writes = 0;
  #faults = 0;

  /** Commits succeed again after `max` faults. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Resolves after the last fault. */
  get over(): Promise<void> {
    return this.#reached.promise;
  }

  async beforeWrite(bytes: Uint8Array): Promise<Response | void> {
    if (this.#faults === this.#max || ++this.#writes % EVERY > 0) return;
    const fault = FAULTS[this.#faults++ % FAULTS.length]!;
    this.#faulty.set(bytes, fault);
    await fault.beforeWrite?.(bytes);
  }

  async afterWrite(bytes: Uint8Array): Promise<Response | void> {
    const fault = this.#faulty.get(bytes);
    if (!fault) return;
    const response = await fault.afterWrite?.(bytes);
    if (this.#faults === this.#max) this.#reached.resolve();
    return response;
  }
}

const late = () => delay(LATE_MS);
const FAULTS: readonly KvFaults[] = [
  { afterWrite: () => new Response(null, { status: 503 }) },
  { afterWrite: cut },
  { afterWrite: late },
  { beforeWrite: late },
];

/** Returns a response that breaks off. */
function cut(): Response {
  return new Response(new Blob([new Uint8Array(1)]).stream(), {
    headers: { "content-length": "2" },
  });
}
