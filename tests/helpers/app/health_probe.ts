/** Checks the health of a program repeatedly, on a thread that no test blocks. */
export class HealthProbe implements AsyncDisposable {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<Reading> | null = null;

  constructor(origin: string) {
    const script = new URL("./health_probe_worker.ts", import.meta.url);
    this.#worker = new Worker(script, { type: "module", name: origin });
    this.#worker.onmessage = ({ data }) => this.#waiting?.resolve(data);
  }

  /** Returns the results since the last call. */
  read(): Promise<Reading> {
    this.#waiting = Promise.withResolvers<Reading>();
    this.#worker.postMessage("read");
    return this.#waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting = Promise.withResolvers<Reading>();
    this.#worker.postMessage("end");
    await this.#waiting.promise;
    this.#worker.terminate();
  }
}

/** The responses to the probe's requests in some time. */
export interface Reading {
  asked: number;
  /** The longest response time, in milliseconds. */
  slowestMs: number;
  /** Responses other than 200, and connections that failed. */
  failed: number;
}
