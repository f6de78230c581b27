type Counts = Record<string, number>;

/**
 * Runs the steps of a job one after the other, and returns what they counted. A step that fails
 * keeps none of the others from running; the job fails after the last.
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
