/** Consecutive words, and the time until which the phrase counts. */
export interface Phrase {
  words: readonly string[];
  until: number;
}

/** How phrases begin with a word: none does, a longer one does, or one is only this word. */
export type Beginning = "none" | "longer" | "whole";

const START = 0;

/**
 * Searches texts for many phrases. It is an Aho-Corasick automaton, so each text is read once,
 * however many phrases there are. Its states are numbers in flat lists: a map for each state would
 * take a hundred times the memory of the words.
 */
export class Phrases {
  /** The number of each word that is in a phrase. */
  readonly #numbers = new Map<string, number>();
  /** The state that follows a state on a word, by the numbers of both. */
  readonly #next = new Map<number, number>();
  /** The time until which the phrases that end at a state count, shorter ones included. */
  readonly #until: number[] = [-Infinity];
  /** The failure link of each state: the longest proper suffix of its words that is a state. */
  readonly #shorter: number[] = [START];
  /** States inside a phrase: more of its words follow. */
  readonly #begun = new Set<number>();
  /** The states of single words, by word. They are numbered first. */
  readonly #first: ReadonlyMap<string, number>;

  constructor(phrases: readonly Phrase[]) {
    for (const word of phrases.flatMap(({ words }) => words)) {
      if (!this.#numbers.has(word)) this.#numbers.set(word, this.#numbers.size);
    }
    let reached = phrases.filter(({ words }) => words.length > 0)
      .map((phrase) => ({ phrase, step: START }));
    const first = new Map<string, number>();
    // All phrases grow by one word at a time, so the shorter states always exist already.
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

  /** The number of states. The memory of the automaton grows with it. */
  get size(): number {
    return this.#until.length - 1;
  }

  /** Returns how the words of a text, in any order, can begin a phrase that counts at a moment. */
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

  /** Whether consecutive words contain a phrase that counts at a moment. */
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

  /** Returns the state after a word. It follows failure links until the word continues one. */
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
