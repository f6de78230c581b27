import { indexMissed } from "../../db/search/message_index.ts";
import { firstIdAt } from "../../domain/ids.ts";
import { BATCH } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Younger messages are left to their deliveries. The clocks of instances differ by less. */
const LEFT_MS = 10 * 60_000;

/** Indexes messages whose delivery has failed, so that a search finds them all the same. */
export const indexMissedMessages: Job = {
  name: "index_missed_messages",
  summary: "Indexes messages that their delivery has left out",
  schedule: "* * * * *",
  async run({ sql, log }, signal) {
    const counts = { indexed: 0, failed: 0 };
    const before = firstIdAt(Date.now() - LEFT_MS);
    while (!signal.aborted) {
      const { looked, indexed, failed } = await indexMissed(sql, before, BATCH);
      counts.indexed += indexed;
      counts.failed += failed.length;
      for (const { id, error } of failed) log.error("message not indexed", { id, error });
      if (looked < BATCH) break;
    }
    return counts;
  },
};
