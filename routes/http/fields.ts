import { FULL_NAME_LENGTH_MAX } from "../../domain/limits.ts";
import { z } from "zod";
import { inOneLine, isBlank } from "../../domain/visible_text.ts";

// No check, pattern or change may read a text before its length and its marks are known, so each
// text of a request begins as `text`. `tests/routes/http/fields_test.ts` finds those that do not.

/** Blanks around a text that are cut off; more of them count as its characters. */
const BLANKS_CUT_MAX = 1000;
const TIME_LENGTH_MAX = 40;
/** Moments that have four digits for their year, in UTC and for Postgres alike. */
const MOMENT_MIN = Date.UTC(1000, 0);
const MOMENT_MAX = Date.UTC(9999, 11);
/** Normalising takes the square of the marks in a row: UAX #15 (Stream-Safe Text Format) has 30. */
const MANY_MARKS = /\p{M}{31}/u;

/** Refuses a text that Postgres cannot store, or that takes long to normalise. */
export const safe = z.superRefine<string>((given, context) => {
  const message = !given.isWellFormed() || given.includes("\0")
    ? "cannot hold U+0000 or half a character"
    : MANY_MARKS.test(given)
    ? "has more than 30 combining marks in a row"
    : null;
  if (message !== null) context.addIssue({ code: "custom", message, continue: false });
});

/** A text of so many characters (code points), as it is sent. */
export function text(max: number, min = 0): z.ZodString {
  const bounded = safeText(max);
  return min === 0 ? bounded : bounded.min(min);
}

/**
 * A text without the blanks around it, of so many characters (code points). One that shows nothing
 * is empty, whatever it is made of.
 */
export function trimmedText(max: number, min = 0): z.ZodString {
  const trimmed = queryText(max).overwrite((given) => isBlank(given) ? "" : given);
  return min === 0 ? trimmed : trimmed.min(min);
}

/** What is searched for, without the blanks around it: what shows nothing finds nothing. */
export function queryText(max: number, min = 0): z.ZodString {
  const trimmed = safeText(max + BLANKS_CUT_MAX).trim().max(max);
  return min === 0 ? trimmed : trimmed.min(min);
}

/** A text in the form that a function gives it, of so many characters then; shorter than it is typed. */
export function typedText(
  max: number,
  min: number,
  formed: (given: string) => string,
): z.ZodString {
  const typed = safeText(max + BLANKS_CUT_MAX).overwrite(formed).max(max);
  return min === 0 ? typed : typed.min(min);
}

/** A name, which stands in a line of others: nothing in it ends that line or turns what follows. */
export function nameText(max: number, min = 0): z.ZodString {
  const name = trimmedText(max).overwrite(inOneLine);
  return min === 0 ? name : name.min(min);
}

function safeText(max: number): z.ZodString {
  return z.string().max(max, { abort: true, error: "is too long" }).check(safe);
}

/** A moment as ISO 8601 writes it, with a zone. */
export function moment() {
  return text(TIME_LENGTH_MAX).check(z.iso.datetime({ offset: true }))
    .transform((given) => new Date(given))
    .refine((time) => +time >= MOMENT_MIN && +time < MOMENT_MAX, "is out of range");
}

/** A moment to come. */
export function futureMoment() {
  return moment().refine((time) => time.getTime() > Date.now(), "has passed");
}

/** An id in the one form in which it is kept: clients may write it in capitals (RFC 9562 §4). */
export const idInput = z.uuid().toLowerCase();

/** A full name; an empty one is none. */
export const fullName = nameText(FULL_NAME_LENGTH_MAX).nullable()
  .transform((text) => text || null);
