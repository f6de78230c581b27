import { AppError } from "../../../lib/errors.ts";

/** The most bytes of a form, without its file. */
export const FORM_BYTES_MAX = 64 * 1024;
/** The most field names of a form. */
const FIELDS_MAX = 20;
/** The most values of a form: a list repeats its name. */
export const VALUES_MAX = 50;

/** Returns the fields of a form by name. A repeated field becomes a list. */
export function fieldsOf<T>(given: Iterable<readonly [string, T]>): Record<string, T | T[]> {
  const values = new Map<string, T[]>();
  for (const [name, value] of given) {
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  }
  if (values.size > FIELDS_MAX) throw tooManyFields();
  const fields = Array.from(values, ([name, list]) => [name, list.length === 1 ? list[0]! : list]);
  return Object.fromEntries(fields);
}

/** Returns the error for a form with too many fields or values. */
export function tooManyFields(): AppError {
  return new AppError(
    "validation_failed",
    `A form can have at most ${FIELDS_MAX} fields and ${VALUES_MAX} values.`,
  );
}
