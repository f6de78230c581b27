import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import type { Rope } from "./rope.ts";
import { slotsOf, type Version, type VersionClock } from "./version_clock.ts";

/** A page as text, and all that it depends on. */
export interface RenderedPage {
  text: Rope;
  /** Milliseconds since 1970, or Infinity. */
  validUntil: number;
  /** A moment before anything of it was read. */
  since: Version;
  /** The ids of all things that were looked at, shown or not. */
  ids: readonly string[];
  /** Objects that are replaced when they change. */
  sources: readonly object[];
}

/** What a page takes beside its text. */
const PAGE_BYTES = 500;

interface CachedPage extends Omit<RenderedPage, "ids"> {
  slots: Uint16Array;
}

/** Pages as they were last sent, for readers who come again before anything in them has changed. */
export class PageCache {
  readonly #versions: VersionClock;
  readonly #pages: LRUCache<string, CachedPage>;

  constructor(versions: VersionClock, bytesMax: number) {
    this.#versions = versions;
    // Most of a page is in letters that take one byte.
    const bytesOf = ({ text, slots }: CachedPage) => text.length + slots.byteLength + PAGE_BYTES;
    this.#pages = new LRUCache(byteBound(bytesMax, bytesOf));
  }

  /** The text of a page that would be made of the same now; null if there is none. */
  get(key: string, sources: readonly object[]): Rope | null {
    const page = this.#pages.get(key);
    if (page === undefined || page.validUntil <= Date.now()) return null;
    const isSame = page.sources.every((source, index) => source === sources[index]);
    return isSame && this.#versions.isUnchangedSince(page.since, page.slots) ? page.text : null;
  }

  set(key: string, { ids, ...page }: RenderedPage): void {
    this.#pages.set(key, { ...page, slots: slotsOf(ids) });
  }
}
