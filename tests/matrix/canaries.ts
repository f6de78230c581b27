import type { Onlooker } from "./expectations.ts";

/** Returns a text that is recognised wherever it appears; it fits into names, tags and prose. */
export function canary(key: string): string {
  return `zz_${key}_zz`;
}

/** Returns the keys of all canaries in a text, each once. */
export function canariesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/zz_([a-z_]+?)_zz/g), (match) => match[1]!))];
}

/** Every text of the world, with the rule of its readers. */
export class Canaries {
  readonly #rules = new Map<string, (onlooker: Onlooker) => boolean>();

  /** Creates a text that only the viewers of the rule may read. */
  add(key: string, mayRead: (onlooker: Onlooker) => boolean): string {
    this.#rules.set(key, mayRead);
    return canary(key);
  }

  /** Returns the keys that the viewer received but may not read, and all unknown keys. */
  leaksIn(text: string, onlooker: Onlooker, revealed: readonly string[] = []): string[] {
    return canariesIn(text).filter((key) =>
      !this.#rules.get(key)?.(onlooker) && !revealed.includes(key)
    );
  }
}
