import { normalized } from "../folding.ts";

/** Invisible characters around a name that was copied, or typed on a keyboard with suggestions. */
const AROUND = /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]$/u;
const BETWEEN_DIGITS =
  /[\p{White_Space}\p{Pd}\p{Cc}\p{Default_Ignorable_Code_Point}\u2212\u2800]/gu;
const DIGIT = /\p{Nd}/u;

/**
 * Normalizes a username or an address that somebody typed or pasted. Full-width letters become
 * ASCII. Blanks around it, visible or not, are removed, and so is the `@` of a mention.
 */
export function typedName(text: string): string {
  return withoutBlanks(withoutBlanks(normalized(text, "NFKC")).replace(/^@/, ""));
}

/**
 * Normalizes a code that somebody typed or pasted: `123 456`, `123-456`, or digits of any script.
 */
export function typedCode(text: string): string {
  return normalized(text, "NFKC").replace(BETWEEN_DIGITS, "")
    .replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

function withoutBlanks(text: string): string {
  const characters = Array.from(text);
  const isSeen = (character: string) => !AROUND.test(character);
  const from = characters.findIndex(isSeen);
  return from < 0 ? "" : characters.slice(from, characters.findLastIndex(isSeen) + 1).join("");
}

/** Returns the value of a digit. A script has its digits in a row, from zero (Unicode, §4.6). */
function valueOf(digit: string): number {
  let before = 0;
  const code = digit.codePointAt(0)!;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}
