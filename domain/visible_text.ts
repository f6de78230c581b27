// Blanks, controls, marks without a letter, and letters that are drawn as nothing.
const UNSEEN = new RegExp(
  "^[\\p{White_Space}\\p{Cc}\\p{M}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}" +
    "\\u2800\\uFFF9-\\uFFFB\\u{13430}-\\u{1343F}\\u{1D159}]*$",
  "v",
);
/** Embeddings, overrides and isolates of direction (UAX #9): what follows may be shown backwards. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/g;
/** Ends of lines, and controls: some readers take these for ends of lines, and terminals for commands. */
const LINE_ENDS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Whether a text shows nothing. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text);
}

/** A text that may stand in a line of others, whose direction it does not change. */
export function withoutTurns(text: string): string {
  return text.replace(TURNS, "");
}

/** A name, which is one line, or a part of one: it neither ends that nor changes its direction. */
export function inOneLine(text: string): string {
  return withoutTurns(text.replace(LINE_ENDS, " ")).trim();
}

/** What somebody is called, in one line and without blanks around it; null if it shows nothing. */
export function shownName(text: string | null): string | null {
  const name = inOneLine(text ?? "");
  return isBlank(name) ? null : name;
}
