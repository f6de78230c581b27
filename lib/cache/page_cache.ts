import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import type { Rope } from "./rope.ts";
import { slotsOf, type Version, type VersionClock } from "./version_clock.ts";

/** Text that may hold addresses which work until `validUntil`, in milliseconds since 1970. */
export interface RenderedText {
  text: Rope;
  validUntil: number;
}

/** Holds an object, and replaces it when it changes. */
export interface Source {
  /** Returns the object that it holds now. */
  peek(): object | null | undefined;
}

/** Everything that a page depends on. */
export interface Dependencies {
  /** The version before anything was read. */
  readonly since: Version;
  /** The ids of all things that were read, shown or not. */
  readonly ids: ReadonlySet<string>;
  readonly sources: readonly { source: Source; value: object }[];
  /** When something that was read ends by itself, in milliseconds since 1970, or Infinity. */
  readonly validUntil: number;
}

/** Bytes of a page beside its text. */
const PAGE_BYTES = 500;

interface CachedPage extends RenderedText, Pick<Dependencies, "since" | "sources"> {
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

  /** Returns the text of a page; null unless a new one would be the same. */
  get(key: string): Rope | null {
    const page = this.#pages.get(key);
    if (page === undefined || page.validUntil <= Date.now()) return null;
    const isSame = page.sources.every(({ source, value }) => source.peek() === value);
    return isSame && this.#versions.isUnchangedSince(page.since, page.slots) ? page.text : null;
  }

  /** Caches a page until something changes that it depends on. */
  set(key: string, { text, validUntil }: RenderedText, read: Dependencies): void {
    const { since, sources, ids } = read;
    validUntil = Math.min(validUntil, read.validUntil);
    this.#pages.set(key, { text, validUntil, since, sources, slots: slotsOf(ids) });
  }
}
