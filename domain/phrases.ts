/** Words that follow each other, and until when they count. */
export interface Phrase {
  words: readonly string[];
  until: number;
}

/** No phrase begins with such a word; one does; one is nothing else. */
export type Beginning = "none" | "longer" | "whole";

const START = 0;

/**
 * Phrases as they are looked for: an automaton of Aho and Corasick, so each text is walked once,
 * however many phrases there are. It stands in flat lists, a number for each step: a map for each
 * step would take a hundred times the memory of the words.
 */
export class Phrases {
  /** Each word that is in a phrase has a number. */
  readonly #numbers = new Map<string, number>();
  /** The step that follows a step on a word, by the numbers of both. */
  readonly #next = new Map<number, number>();
  /** Until when the words up to a step count, or words that these end with. */
  readonly #until: number[] = [-Infinity];
  /** The longest other words that those up to a step end with, as far as any are looked for. */
  readonly #shorter: number[] = [START];
  /** Steps that words follow on. */
  readonly #begun = new Set<number>();
  /** Steps of one word: these are numbered first. */
  readonly #first: ReadonlyMap<string, number>;

  constructor(phrases: readonly Phrase[]) {
    for (const word of phrases.flatMap(({ words }) => words)) {
      if (!this.#numbers.has(word)) this.#numbers.set(word, this.#numbers.size);
    }
    let reached = phrases.filter(({ words }) => words.length > 0)
      .map((phrase) => ({ phrase, step: START }));
    const first = new Map<string, number>();
    // All phrases grow by one word at a time, so what is shorter is always there already.
    for (let length = 0; reached.length > 0; length++) {
      for (const one of reached) one.step = this.#grow(one.step, one.phrase.words[length]!);
      if (length === 0) {
        for (const { phrase, step } of reached) first.set(phrase.words[0]!, step);
      }
      for (const { phrase, step } of reached) {
        if (phrase.words.length > length + 1) this.#begun.add(step);
        else this.#until[step] = Math.max(this.#until[step]!, phrase.until);
      }
      reached = reached.filter(({ phrase }) => phrase.words.length > length + 1);
    }
    this.#first = first;
    for (let step = 1; step < this.#until.length; step++) {
      this.#until[step] = Math.max(this.#until[step]!, this.#until[this.#shorter[step]!]!);
    }
  }

  /** How many steps there are: the memory that they take grows with it. */
  get size(): number {
    return this.#until.length - 1;
  }

  /** What the words of a text begin at a moment, in whatever order they stand. */
  beginningOf(words: ReadonlySet<string>, now: number): Beginning {
    const [few, many] = words.size < this.#first.size ? [words, this.#first] : [this.#first, words];
    let found: Beginning = "none";
    for (const word of few.keys()) {
      if (!many.has(word)) continue;
      const step = this.#first.get(word)!;
      if (this.#until[step]! > now) return "whole";
      if (this.#begun.has(step)) found = "longer";
    }
    return found;
  }

  /** Whether a phrase that counts at a moment stands among words that follow each other. */
  areAmong(words: readonly string[], now: number): boolean {
    let step = START;
    return words.some((word) => {
      const number = this.#numbers.get(word);
      step = number === undefined ? START : this.#from(step, number);
      return this.#until[step]! > now;
    });
  }

  #grow(step: number, word: string): number {
    const number = this.#numbers.get(word)!;
    const key = this.#key(step, number);
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const next = this.#until.length;
    this.#until.push(-Infinity);
    this.#shorter.push(step === START ? START : this.#from(this.#shorter[step]!, number));
    this.#next.set(key, next);
    return next;
  }

  /** The step that a word leads to, from the longest words that it goes on from. */
  #from(step: number, number: number): number {
    while (true) {
      const next = this.#next.get(this.#key(step, number));
      if (next !== undefined) return next;
      if (step === START) return START;
      step = this.#shorter[step]!;
    }
  }

  #key(step: number, number: number): number {
    return step * this.#numbers.size + number;
  }
}
