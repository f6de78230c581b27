import type { Job } from "../runtime/job.ts";

/** Looks at what is popular and what trends, for explore, popular posts, tags and categories. */
export const refreshPopularity: Job = {
  name: "refresh_popularity",
  summary: "Computes popular posts and trending tags",
  schedule: "* * * * *",
  run: ({ epochs, sql }) => epochs.refresh(sql),
};
