import { FULL_NAME_LENGTH_MAX } from "../../domain/limits.ts";
import { z } from "zod";
import type { Id } from "../../domain/ids.ts";
import { inOneLine, isBlank } from "../../domain/visible_text.ts";

// Every text of a request starts as `text`, so that other checks and changes read only texts of
// bounded length and few combining marks. `tests/routes/http/fields_test.ts` finds exceptions.

/** So many blanks around a text are removed for free; more of them count as characters. */
const BLANKS_CUT_MAX = 1000;
const TIME_LENGTH_MAX = 40;
/** Bounds of times: the year has four digits in UTC and in Postgres. */
const MOMENT_MIN = Date.UTC(1000, 0);
const MOMENT_MAX = Date.UTC(9999, 11);
/** Normalising takes quadratic time in marks in a row. Stream-Safe Text (UAX #15) allows 30. */
const MANY_MARKS = /\p{M}{31}/u;

/** Refuses texts that Postgres cannot store or that take long to normalise. */
export const safe = z.superRefine<string>((given, context) => {
  const message = !given.isWellFormed() || given.includes("\0")
    ? "Must not contain U+0000 or half a character"
    : MANY_MARKS.test(given)
    ? "Must not have more than 30 combining marks in a row"
    : null;
  if (message !== null) context.addIssue({ code: "custom", message, continue: false });
});

/** A text of `min` to `max` characters (code points), unchanged. */
export function text(max: number, min = 0): z.ZodString {
  const bounded = safeText(max);
  return min === 0 ? bounded : bounded.min(min);
}

/**
 * A text of `min` to `max` characters (code points), without the blanks around it. A text of
 * invisible characters counts as empty.
 */
export function trimmedText(max: number, min = 0): z.ZodString {
  const trimmed = queryText(max).overwrite((given) => isBlank(given) ? "" : given);
  return min === 0 ? trimmed : trimmed.min(min);
}

/** A search text, without the blanks around it. Invisible characters stay: they find nothing. */
export function queryText(max: number, min = 0): z.ZodString {
  const trimmed = safeText(max + BLANKS_CUT_MAX).trim().max(max);
  return min === 0 ? trimmed : trimmed.min(min);
}

/** A text that `formed` changes; `min` and `max` count the characters of the result. */
export function typedText(
  max: number,
  min: number,
  formed: (given: string) => string,
): z.ZodString {
  const typed = safeText(max + BLANKS_CUT_MAX).overwrite(formed).max(max);
  return min === 0 ? typed : typed.min(min);
}

/** A name in one line: without line breaks and without marks that change the writing direction. */
export function nameText(max: number, min = 0): z.ZodString {
  const name = trimmedText(max).overwrite(inOneLine);
  return min === 0 ? name : name.min(min);
}

function safeText(max: number): z.ZodString {
  return z.string().max(max, { abort: true, error: "Too long" }).check(safe);
}

/** A time in ISO 8601 with a time zone. */
export function moment() {
  return text(TIME_LENGTH_MAX).check(z.iso.datetime({ offset: true }))
    .transform((given) => new Date(given))
    .refine((time) => +time >= MOMENT_MIN && +time < MOMENT_MAX, "Out of range");
}

/** A time in the future. */
export function futureMoment() {
  return moment().refine((time) => time.getTime() > Date.now(), "Must be in the future");
}

/** An id in lower case, as it is stored. Clients may write it in upper case (RFC 9562 §4). */
export const idInput = z.uuid().toLowerCase();

/** An {@link idInput} of one kind of thing. An id of another kind is not found. */
export const idInputOf = <Kind extends string>() =>
  idInput as unknown as z.ZodType<Id<Kind>, string>;

/** The id of a user. That of the demo user has no UUID version, so none is required. */
export const userIdInput = z.guid().toLowerCase() as unknown as z.ZodType<Id<"user">, string>;

/** A full name; an empty text becomes null. */
export const fullName = nameText(FULL_NAME_LENGTH_MAX).nullable()
  .transform((text) => text || null);
