import { z } from "zod";
import { COMMENTERS } from "../../domain/comments/comments.ts";
import {
  CAPTION_LENGTH_MAX,
  CONTENT_WARNING_LENGTH_MAX,
  HEADER_LENGTH_MAX,
  MEDIA_PER_POST_MAX,
  PUBLISH_AHEAD_DAYS_MAX,
  TAGS_PER_POST_MAX,
} from "../../domain/limits.ts";
import { PRIVACIES } from "../../domain/posts/posts.ts";
import { normalTag } from "../../domain/text.ts";
import { AppError } from "../../lib/errors.ts";
import { categoryInput } from "./category_input.ts";
import { idInputOf, moment, text, trimmedText } from "../http/fields.ts";
import { placeInput } from "./place_input.ts";

const caption = trimmedText(CAPTION_LENGTH_MAX);
const header = trimmedText(HEADER_LENGTH_MAX, 1).nullable();
const contentWarning = trimmedText(CONTENT_WARNING_LENGTH_MAX, 1).nullable();
const tag = text(100).refine((text) => normalTag(text) !== null, "Not a valid tag");
const tags = z.array(tag).max(TAGS_PER_POST_MAX);
const location = placeInput.nullable();
const mediaIds = z.array(idInputOf<"media">()).max(MEDIA_PER_POST_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "Must not name a picture twice");
const publishAt = moment().nullable();

const commentControls = {
  comments: z.enum(COMMENTERS).optional(),
  filtersComments: z.boolean().optional(),
};

/** The body that creates a post. */
export const newPost = z.strictObject({
  mediaIds: mediaIds.default([]),
  caption: caption.default(""),
  header: header.default(null),
  tags: tags.default([]),
  location: location.default(null),
  privacy: z.enum(PRIVACIES).default("public"),
  contentWarning: contentWarning.default(null),
  ...commentControls,
  category: categoryInput.nullable().default(null),
  parentPostId: idInputOf<"post">().nullable().default(null),
  /** Saves a draft, which only its author sees. With `publishAt`, it is published at that time. */
  draft: z.boolean().default(false),
  publishAt: publishAt.default(null),
  /** Shows the post to the members of the space alone. Then `privacy` must be `public`. */
  spaceId: idInputOf<"space">().nullable().default(null),
});

/** The body that edits a post. Absent fields stay as they are. */
export const postChange = z.strictObject({
  caption: caption.optional(),
  header: header.optional(),
  tags: tags.optional(),
  location: location.optional(),
  contentWarning: contentWarning.optional(),
  ...commentControls,
  category: categoryInput.nullable().optional(),
  privacy: z.enum(PRIVACIES).optional(),
  mediaIds: mediaIds.optional(),
  /** For drafts: the time of their publication; null makes a plain draft again. */
  publishAt: publishAt.optional(),
}).refine((change) => Object.keys(change).length > 0, "Provide something to change");

const DAY_MS = 86_400_000;

/**
 * Throws `validation_failed` unless a post can be scheduled for this time. It is called inside of
 * the write: a repeated request gets its first response, even if the time has passed meanwhile.
 */
export function requireAhead(publishAt: Date | null | undefined): void {
  if (!publishAt) return;
  const ahead = publishAt.getTime() - Date.now();
  const fault = ahead <= 0
    ? "Must be in the future"
    : ahead > PUBLISH_AHEAD_DAYS_MAX * DAY_MS
    ? `Must be at most ${PUBLISH_AHEAD_DAYS_MAX} days ahead`
    : null;
  if (fault === null) return;
  throw new AppError("validation_failed", `publishAt: ${fault}.`, {
    details: [{ path: "publishAt", message: fault }],
  });
}
