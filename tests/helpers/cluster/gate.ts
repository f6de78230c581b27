/** Lets everything pass while it is open. Each instance has one, so that it can stand still. */
export class Gate {
  #closed: PromiseWithResolvers<void> | null = null;

  get isOpen(): boolean {
    return this.#closed === null;
  }

  close(): void {
    this.#closed ??= Promise.withResolvers<void>();
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = null;
  }

  /** Resolves when the gate is open. */
  async pass(): Promise<void> {
    while (this.#closed !== null) await this.#closed.promise;
  }

  /** Returns a function whose call and whose result both have to pass. */
  around<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      await this.pass();
      const result = await call(...args);
      await this.pass();
      return result;
    };
  }
}
