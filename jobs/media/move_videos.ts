import { claimMedia } from "../../db/media/claims.ts";
import type { Job } from "../runtime/job.ts";
import { deleteStaleObjects } from "./delete_stale_objects.ts";
import { move } from "./move.ts";
import { workOff } from "./work.ts";

/** Moves videos to the placement that their audience needs. Their processing never delays it. */
export const moveVideos: Job = {
  name: "move_videos",
  summary: "Moves videos where their audience needs them",
  schedule: "* * * * *",
  work: "video_moves",
  async run(ctx, signal) {
    const counts = await workOff(ctx, signal, {
      workers: 1,
      claims: () => () => claimMedia(ctx.sql, { status: "ready", isVideo: true }),
      run: (work, lost) => move(ctx, work, lost),
    });
    if (counts.moved > 0) await deleteStaleObjects.run(ctx, signal);
    return counts;
  },
};
