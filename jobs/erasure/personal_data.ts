import { erasePeople } from "./erase_people.ts";
import type { Job } from "../runtime/job.ts";
import { makeExports } from "../exports/make_exports.ts";
import { inSteps } from "../runtime/steps.ts";

/** Makes the exports that wait, and erases the people whose time has come. */
export const personalData: Job = {
  name: "personal_data",
  summary: "Makes exports that were asked for, and erases accounts whose time has come",
  schedule: "*/5 * * * *",
  work: "exports",
  run: (ctx, signal) => inSteps(() => makeExports(ctx, signal), () => erasePeople(ctx, signal)),
};
