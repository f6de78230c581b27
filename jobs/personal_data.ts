import { erasePeople } from "./erase_people.ts";
import type { Job } from "./job.ts";
import { makeExports } from "./make_exports.ts";
import { inSteps } from "./steps.ts";

/** Makes the exports that wait, and erases the people whose time has come. */
export const personalData: Job = {
  name: "personal_data",
  schedule: "*/5 * * * *",
  run: (ctx, signal) => inSteps(() => makeExports(ctx, signal), () => erasePeople(ctx, signal)),
};
