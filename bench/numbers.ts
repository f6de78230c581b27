/** Returns the smallest number that is at least as large as `percent` percent of the numbers. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * percent / 100) - 1)] ?? NaN;
}

/** Returns the median. */
export function median(numbers: readonly number[]): number {
  return percentile(numbers, 50);
}

/** Formats a number for people: 12,345 or 1.23. */
export function readable(number: number): string {
  const maximumFractionDigits = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return number.toLocaleString("en", { maximumFractionDigits });
}
