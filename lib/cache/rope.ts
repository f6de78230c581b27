/** How many times a text is joined before the joined text is stored. */
const USES_IN_PARTS = 4;

/**
 * Text made of parts, most of which are shared with other texts. Each use joins it anew. Only after
 * {@link USES_IN_PARTS} uses is a joined copy worth its memory. Most pages of a feed are outdated
 * before that, and their copies would only burden the garbage collector.
 */
export class Rope {
  /** In UTF-16 units. */
  readonly length: number;
  #parts: readonly string[];
  #uses = 0;

  constructor(parts: readonly string[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }

  toString(): string {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const text = this.#parts.join("");
    if (++this.#uses === USES_IN_PARTS) this.#parts = [text];
    return text;
  }
}
