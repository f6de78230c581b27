import type { Job } from "../runtime/job.ts";

/** Refreshes popularity and trends for explore, popular posts, tags and categories. */
export const refreshPopularity: Job = {
  name: "refresh_popularity",
  summary: "Computes popular posts and trending tags",
  schedule: "* * * * *",
  run: ({ epochs, sql }) => epochs.refresh(sql),
};
