/** How often a text is asked for before it is kept in one piece. */
const USES_IN_PARTS = 4;

/**
 * Text put together of parts, most of which other texts share. It is joined anew each time it is
 * asked for, until it was asked for often enough to be worth the memory of a copy of its own: most
 * pages of a feed are outdated before, and would only make the garbage collector move them.
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
