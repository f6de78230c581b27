import type { Onlooker } from "./expectations.ts";

/** A text that is found again wherever it comes out; it fits into names, tags and prose. */
export function canary(key: string): string {
  return `zz_${key}_zz`;
}

/** The keys of all canaries in a text, each once. */
export function canariesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/zz_([a-z_]+?)_zz/g), (match) => match[1]!))];
}

/** Every text of the world, and who may read it. */
export class Canaries {
  readonly #rules = new Map<string, (onlooker: Onlooker) => boolean>();

  /** Makes a text that those may read whom the rule allows it. */
  add(key: string, mayRead: (onlooker: Onlooker) => boolean): string {
    this.#rules.set(key, mayRead);
    return canary(key);
  }

  /** The keys of what the onlooker has received and may not read; unknown ones are among them. */
  leaksIn(text: string, onlooker: Onlooker, revealed: readonly string[] = []): string[] {
    return canariesIn(text).filter((key) =>
      !this.#rules.get(key)?.(onlooker) && !revealed.includes(key)
    );
  }
}
