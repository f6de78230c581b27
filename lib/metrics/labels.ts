/** Replaces any label value that was not declared. */
export const OTHER = "other";

/** The values of a label. A list of any `string` does not compile, because it has no bound. */
export type Values<T extends string> = string extends T ? never : readonly T[];

/** The values of each label of a metric, by the label's name. */
export type LabelSets = Record<string, readonly string[]>;

/** One value for each label of a metric. */
export type Labels<L extends LabelSets> = { [Name in keyof L]: L[Name][number] };

/** Label sets without a list of any `string`. */
export type Closed<L extends LabelSets> = { [Name in keyof L]: Values<L[Name][number]> };

/** Returns the value if the set has it, and {@link OTHER} otherwise. */
export function closed(set: ReadonlySet<string>, value: string): string {
  return set.has(value) ? value : OTHER;
}

/** Returns a function that replaces undeclared values by {@link OTHER}. */
export function closing<L extends LabelSets>(sets: L): (labels: Labels<L>) => Labels<L> {
  const known = Object.entries(sets).map(([name, values]) => [name, new Set(values)] as const);
  return (labels) =>
    Object.fromEntries(
      known.map(([name, set]) => [name, closed(set, labels[name]!)]),
    ) as Labels<L>;
}
