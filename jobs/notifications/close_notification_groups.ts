import { closeNotificationGroups as close } from "../../db/operations/expired.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

const GATHERING_HOURS = 24;

/** Closes groups after a day; the next like of the post then opens a new notification. */
export const closeNotificationGroups: Job = {
  name: "close_notification_groups",
  summary: "Ends groups of notifications after a day, so that the next like opens a new one",
  schedule: "*/10 * * * *",
  run: async ({ sql }, signal) => ({
    closed: await inBatches(signal, (limit) => close(sql, GATHERING_HOURS, limit)),
  }),
};
