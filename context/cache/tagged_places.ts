import { LRUCache } from "lru-cache";
import { tagKey } from "../../domain/text.ts";
import type { BatchCache } from "../../lib/cache/batch_cache.ts";
import type { RecentPlaces } from "./reading.ts";

const TAGS_MAX = 10_000;

/** The newest places of tags. Events name a tag by its key, which carries nobody's words. */
export class TaggedPlaces {
  readonly #places: BatchCache<RecentPlaces>;
  /** The last tag of each key. Where another tag takes its key, its places are dropped as well. */
  readonly #tags = new LRUCache<string, string>({
    max: TAGS_MAX,
    dispose: (tag) => this.#places.invalidate(tag),
  });

  constructor(places: BatchCache<RecentPlaces>) {
    this.#places = places;
  }

  async get(tag: string): Promise<RecentPlaces> {
    this.#tags.set(tagKey(tag), tag);
    return await this.#places.get(tag) ?? [];
  }

  invalidate(key: string): void {
    this.#tags.delete(key);
  }

  clear(): void {
    this.#tags.clear();
  }
}
