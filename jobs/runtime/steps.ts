type Counts = Record<string, number>;

/**
 * Runs the steps of a job one after another, and returns their counts. A failed step does not keep
 * the others from running; the job fails after the last one.
 */
export async function inSteps(...steps: (() => Promise<Counts>)[]): Promise<Counts> {
  const counts: Counts = {};
  const errors: unknown[] = [];
  for (const step of steps) {
    await step().then((counted) => Object.assign(counts, counted), (error) => errors.push(error));
  }
  if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join("; "));
  if (errors.length === 1) throw errors[0];
  return counts;
}
