import type { Job } from "./job.ts";

/** Jobs that Deno.cron starts together. */
export interface Cron {
  name: string;
  schedule: string;
  jobs: readonly Job[];
}

/** Makes one cron per schedule: Deno Deploy allows only ten. */
export function cronsOf(jobs: readonly Job[]): Cron[] {
  return [...Map.groupBy(jobs, ({ schedule }) => schedule)].map(([schedule, together]) => ({
    name: nameOf(together),
    schedule,
    jobs: together,
  }));
}

const MINUTE_MS = 60_000;
/** Crons may fire a little early. */
const EARLY_MS = 5000;

/** Returns the minute for which a cron has fired, by the clock that fired it. */
export function minuteOf(now: number): Date {
  return new Date(Math.floor((now + EARLY_MS) / MINUTE_MS) * MINUTE_MS);
}

// Names of crons are letters, digits, spaces, - and _, 64 at most.
function nameOf([first, ...others]: readonly Job[]): string {
  return others.length === 0 ? first!.name : `${first!.name} and ${others.length} more`;
}
