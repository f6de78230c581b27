import { newId } from "../ids.ts";

/**
 * The name under which this program records events. It drops what they outdate as soon as they are
 * committed, and so passes over that in news of its own name.
 */
export class WriterId {
  #name = newId();

  get value(): string {
    return this.#name;
  }

  /** Takes another name: news of all that was recorded until now is heard like that of others. */
  renew(): void {
    this.#name = newId();
  }
}
