import { z } from "zod";
import { followTag, listFollowedTags, unfollowTag } from "../../db/feeds/tag_follows.ts";
import { fold } from "../../domain/folding.ts";
import { spelledTag } from "../../domain/text.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { timeSchema } from "../http/values.ts";

/** A path with a tag in any spelling. A text that cannot be a tag gives `not_found`. */
const tagParams = z.object({
  tag: text(200).transform((text, check) => {
    const spelling = spelledTag(text);
    if (spelling !== null) return { tag: fold(spelling), spelling };
    check.addIssue({ code: "custom", message: "Not a valid tag" });
    return z.NEVER;
  }),
});
const tagFollowSchema = z.object({ tag: z.string(), isFollowing: z.boolean() }).meta({
  id: "TagFollow",
});
const followedTagSchema = z.object({ tag: z.string(), followedAt: timeSchema }).meta({
  id: "FollowedTag",
});

/** Followed tags: their public posts appear in the home feed. */
export function tagFollowRoutes(api: Api): void {
  api.post("/tags/:tag/follow", {
    summary: "Follow a tag: public posts with it appear in my home feed",
    params: tagParams,
    response: tagFollowSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ viewerId, params: { tag }, write }) =>
      await write(async (tx) => {
        await followTag(tx, viewerId, tag);
        return { tag: tag.spelling, isFollowing: true };
      }),
  });

  api.delete("/tags/:tag/follow", {
    summary: "Unfollow a tag",
    params: tagParams,
    response: tagFollowSchema,
    errors: ["not_found"],
    run: async ({ viewerId, params: { tag }, write }) => {
      await write((tx) => unfollowTag(tx, viewerId, tag.tag));
      return { tag: tag.spelling, isFollowing: false };
    },
  });

  api.list("/users/me/tags", {
    summary: "List the tags that I follow, newest first",
    name: "tags",
    item: followedTagSchema,
    scope: ({ viewerId }) => `tags of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listFollowedTags(ctx.sql, viewerId, before, limit),
    view: (tags) =>
      tags.map(({ tag, createdAt }) => ({ tag, followedAt: createdAt.toISOString() })),
  });
}
