import { erasePeople } from "./erase_people.ts";
import type { Job } from "./job.ts";
import { makeExports } from "./make_exports.ts";

/** Makes the exports that wait, and erases the people whose time has come. */
export const personalData: Job = {
  name: "personal_data",
  schedule: "*/5 * * * *",
  run: async (ctx, signal) => ({
    ...await makeExports(ctx, signal),
    ...await erasePeople(ctx, signal),
  }),
};
