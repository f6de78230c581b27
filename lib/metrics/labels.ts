/** The value of a label that is none of its declared ones. */
export const OTHER = "other";

/** The values that a label may have. A list of any `string` does not compile: it has no end. */
export type Values<T extends string> = string extends T ? never : readonly T[];

/** The values of each label of a metric, by the label's name. */
export type LabelSets = Record<string, readonly string[]>;

/** One value for each label of a metric. */
export type Labels<L extends LabelSets> = { [Name in keyof L]: L[Name][number] };

/** Label sets of which none is a list of any `string`. */
export type Closed<L extends LabelSets> = { [Name in keyof L]: Values<L[Name][number]> };

/** Returns the value if it is in the set, and {@link OTHER} otherwise. */
export function closed(set: ReadonlySet<string>, value: string): string {
  return set.has(value) ? value : OTHER;
}

/** Returns a function that replaces each value that was not declared. */
export function closing<L extends LabelSets>(sets: L): (labels: Labels<L>) => Labels<L> {
  const known = Object.entries(sets).map(([name, values]) => [name, new Set(values)] as const);
  return (labels) =>
    Object.fromEntries(
      known.map(([name, set]) => [name, closed(set, labels[name]!)]),
    ) as Labels<L>;
}
