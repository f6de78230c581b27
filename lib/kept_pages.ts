import { LRUCache } from "lru-cache";
import type { JoinedText } from "./joined_text.ts";
import { type ChangeClock, type Moment, slotsOf } from "./change_clock.ts";

/** A page as text, and all that it depends on. */
export interface MadePage {
  text: JoinedText;
  /** Milliseconds since 1970, or Infinity. */
  validUntil: number;
  /** A moment before anything of it was read. */
  since: Moment;
  /** The ids of all things that were looked at, shown or not. */
  ids: readonly string[];
  /** Objects that are replaced when they change. */
  sources: readonly object[];
}

interface KeptPage extends Omit<MadePage, "ids"> {
  slots: Uint16Array;
}

/** Pages as they were last sent, for readers who come again before anything in them has changed. */
export class KeptPages {
  readonly #changes: ChangeClock;
  readonly #pages: LRUCache<string, KeptPage>;

  constructor(changes: ChangeClock, charactersMax: number) {
    this.#changes = changes;
    this.#pages = new LRUCache({
      maxSize: charactersMax,
      sizeCalculation: ({ text }) => text.length + 1,
    });
  }

  /** The text of a page that would be made of the same now; null if there is none. */
  find(key: string, sources: readonly object[]): JoinedText | null {
    const page = this.#pages.get(key);
    if (page === undefined || page.validUntil <= Date.now()) return null;
    const isSame = page.sources.every((source, index) => source === sources[index]);
    return isSame && this.#changes.isUnchangedSince(page.since, page.slots) ? page.text : null;
  }

  keep(key: string, { ids, ...page }: MadePage): void {
    this.#pages.set(key, { ...page, slots: slotsOf(ids) });
  }
}
