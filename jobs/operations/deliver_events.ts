import { delay } from "../../lib/delay.ts";
import type { Job } from "../runtime/job.ts";

/** The next run goes on after this time, in milliseconds. */
const RUN_MS_MAX = 50_000;

/**
 * Delivers the events of an instance that was stopped. A running instance delivers by itself, but
 * on Deno Deploy none may run until this job starts one.
 */
export const deliverEvents: Job = {
  name: "deliver_events",
  summary: "Delivers events that a stopped instance has left behind",
  schedule: "* * * * *",
  async run({ relay }, signal) {
    const delivered = new AbortController();
    await Promise.race([
      relay.idle().finally(() => delivered.abort()),
      delay(RUN_MS_MAX, AbortSignal.any([signal, delivered.signal])),
    ]);
    return {};
  },
};
