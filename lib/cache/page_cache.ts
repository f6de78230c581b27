import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import type { Rope } from "./rope.ts";
import { slotsOf, type Version, type VersionClock } from "./version_clock.ts";

/** A page as text, with everything that it depends on. */
export interface RenderedPage {
  text: Rope;
  /** Milliseconds since 1970, or Infinity. */
  validUntil: number;
  /** The version before anything of the page was read. */
  since: Version;
  /** The ids of all things that were read for the page, shown or not. */
  ids: readonly string[];
  /** Objects that are replaced when they change; the page compares them by identity. */
  sources: readonly object[];
}

/** Bytes of a page beside its text. */
const PAGE_BYTES = 500;

interface CachedPage extends Omit<RenderedPage, "ids"> {
  slots: Uint16Array;
}

/** Caches pages as they were last sent, until something in them changes. */
export class PageCache {
  readonly #versions: VersionClock;
  readonly #pages: LRUCache<string, CachedPage>;

  constructor(versions: VersionClock, bytesMax: number) {
    this.#versions = versions;
    // Most text of a page consists of characters that take one byte.
    const bytesOf = ({ text, slots }: CachedPage) => text.length + slots.byteLength + PAGE_BYTES;
    this.#pages = new LRUCache(byteBound(bytesMax, bytesOf));
  }

  /** Returns the text of a page that would come out the same, or null. */
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
