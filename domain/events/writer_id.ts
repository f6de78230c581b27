import { newId } from "../ids.ts";

/**
 * The name under which this program records events. It applies their invalidations as soon as they
 * are committed, so it skips them in cluster messages under its own name.
 */
export class WriterId {
  #name = newId();

  get value(): string {
    return this.#name;
  }

  /** Takes another name. Events that were recorded before are then treated like those of others. */
  renew(): void {
    this.#name = newId();
  }
}
