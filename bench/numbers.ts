/** The smallest number that so many percent of the numbers do not exceed. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * percent / 100) - 1)] ?? NaN;
}

/** The median. */
export function median(numbers: readonly number[]): number {
  return percentile(numbers, 50);
}

/** A number for people: 12,345 or 1.23. */
export function readable(number: number): string {
  const maximumFractionDigits = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return number.toLocaleString("en", { maximumFractionDigits });
}
