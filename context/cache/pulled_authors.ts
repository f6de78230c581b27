import type { UserId } from "../../domain/ids.ts";
import type { Source } from "../../lib/cache/page_cache.ts";

const RELOADED_AFTER_MS = 10_000;

/** The few authors whose posts are not written to feeds, but merged when a feed is read. */
export class PulledAuthors implements Source {
  readonly #load: () => Promise<readonly UserId[]>;
  #ids: readonly UserId[] | null = null;
  #reloadAt = 0;
  #loading: Promise<readonly UserId[]> | null = null;

  constructor(load: () => Promise<readonly UserId[]>) {
    this.#load = load;
  }

  /** Returns the ids as last loaded: the same array until they change. Null before the first load. */
  peek(): readonly UserId[] | null {
    // A new one may be found some seconds late: their older posts were written to feeds.
    if (performance.now() > this.#reloadAt) this.#reload().catch(() => {});
    return this.#ids;
  }

  async get(): Promise<readonly UserId[]> {
    return this.peek() ?? await this.#reload();
  }

  clear(): void {
    this.#ids = null;
    this.#reloadAt = 0;
  }

  #reload(): Promise<readonly UserId[]> {
    return this.#loading ??= this.#replace().finally(() => this.#loading = null);
  }

  async #replace(): Promise<readonly UserId[]> {
    const ids = await this.#load();
    this.#reloadAt = performance.now() + RELOADED_AFTER_MS;
    return this.#ids = this.#ids?.join() === ids.join() ? this.#ids : ids;
  }
}
