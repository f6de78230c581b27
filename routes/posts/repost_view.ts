import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ShownRepost } from "../../reads/posts/visible_posts.ts";
import { postSchema } from "./post_view.ts";
import { avatarUrl } from "../people/user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The repost that a feed entry is attributed to: the first by somebody whom the reader follows. */
export const repostedBySchema = z.object({
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  at: timeSchema,
  /** The number of people whom the reader follows and who have reposted it. */
  count: z.int(),
}).meta({ id: "RepostedBy" });

/** A post in a feed. Without `repostedBy`, its place is that of its publication. */
export const feedPostSchema = postSchema.extend({ repostedBy: repostedBySchema.optional() }).meta({
  id: "FeedPost",
});

/** Returns the repost that a feed entry is attributed to. */
export function repostedByView(
  ctx: Context,
  { reposter, at, count }: ShownRepost,
): z.input<typeof repostedBySchema> {
  const { id: userId, username } = reposter;
  return { userId, username, avatar: avatarUrl(ctx, reposter), at: at.toISOString(), count };
}
