/** A page of a list: its items and the place after the last one, if there is more. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Makes a page of rows that were read with `limit + 1`. */
export function pageOf<T>(rows: readonly T[], limit: number, place: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? place(items.at(-1)!) : null };
}
