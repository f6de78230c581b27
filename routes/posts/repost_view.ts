import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ShownRepost } from "../../reads/posts/visible_posts.ts";
import { postSchema } from "./post_view.ts";
import { avatarUrl } from "../people/user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** As whose repost a post stands in a feed: the first of those whom the reader follows. */
export const repostedBySchema = z.object({
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  at: timeSchema,
  /** How many of those whom the reader follows have reposted it. */
  count: z.int(),
});

/** A post in a feed; one that stands where it was published has no `repostedBy`. */
export const feedPostSchema = postSchema.extend({ repostedBy: repostedBySchema.optional() });

/** As whose repost a post stands in a feed. */
export function repostedByView(
  ctx: Context,
  { reposter, at, count }: ShownRepost,
): z.input<typeof repostedBySchema> {
  const { id: userId, username } = reposter;
  return { userId, username, avatar: avatarUrl(ctx, reposter), at: at.toISOString(), count };
}
