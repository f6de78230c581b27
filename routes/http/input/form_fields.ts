import { AppError } from "../../../lib/errors.ts";

/** What a form may hold beside its file, in bytes. */
export const FORM_BYTES_MAX = 64 * 1024;
/** Names that a form may have. */
const FIELDS_MAX = 20;
/** Values that a form may have: a list repeats its name. */
export const VALUES_MAX = 50;

/** The fields of a form by name, in one pass: a field that is given again becomes a list. */
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

/** The error of a form with more fields than anybody needs. */
export function tooManyFields(): AppError {
  return new AppError(
    "validation_failed",
    `A form has ${FIELDS_MAX} fields at most, and ${VALUES_MAX} values`,
  );
}
