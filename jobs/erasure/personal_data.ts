import { erasePeople } from "./erase_people.ts";
import type { Job } from "../runtime/job.ts";
import { makeExports } from "../exports/make_exports.ts";
import { inSteps } from "../runtime/steps.ts";

/** Makes requested exports, and erases people whose time to undo the deletion is over. */
export const personalData: Job = {
  name: "personal_data",
  summary: "Makes requested exports, and erases accounts whose deletion can no longer be undone",
  schedule: "*/5 * * * *",
  work: "exports",
  run: (ctx, signal) => inSteps(() => makeExports(ctx, signal), () => erasePeople(ctx, signal)),
};
