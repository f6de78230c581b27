// Blanks, controls, marks without a letter, and letters that are drawn as nothing.
const UNSEEN = new RegExp(
  "^[\\p{White_Space}\\p{Cc}\\p{M}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}" +
    "\\u2800\\uFFF9-\\uFFFB\\u{13430}-\\u{1343F}\\u{1D159}]*$",
  "v",
);
/**
 * Embeddings, overrides and isolates of direction (UAX #9): they may show what follows backwards.
 */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/g;
/** Line ends, and controls that some readers take for line ends and terminals for commands. */
const LINE_ENDS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Whether a text shows nothing. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text);
}

/** Removes the characters that could change the direction of other texts in the same line. */
export function withoutTurns(text: string): string {
  return text.replace(TURNS, "");
}

/** Turns a text into one line: without line ends, and without changes of direction. */
export function inOneLine(text: string): string {
  return withoutTurns(text.replace(LINE_ENDS, " ")).trim();
}

/** Returns a person's name in one line, without blanks around it, or null if it shows nothing. */
export function shownName(text: string | null): string | null {
  const name = inOneLine(text ?? "");
  return isBlank(name) ? null : name;
}
