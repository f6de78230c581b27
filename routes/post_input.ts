import { z } from "zod";
import { COMMENTERS } from "../domain/comments.ts";
import {
  CAPTION_LENGTH_MAX,
  CONTENT_WARNING_LENGTH_MAX,
  HEADER_LENGTH_MAX,
  LOCATION_NAME_LENGTH_MAX,
  MEDIA_PER_POST_MAX,
  TAGS_PER_POST_MAX,
} from "../domain/limits.ts";
import { PRIVACIES } from "../domain/posts.ts";
import { normalTag } from "../domain/text.ts";
import { categoryInput } from "./category_input.ts";

const caption = z.string().trim().max(CAPTION_LENGTH_MAX);
const header = z.string().trim().min(1).max(HEADER_LENGTH_MAX).nullable();
const contentWarning = z.string().trim().min(1).max(CONTENT_WARNING_LENGTH_MAX).nullable();
const tag = z.string().max(100).refine((text) => normalTag(text) !== null, "is not a tag");
const tags = z.array(tag).max(TAGS_PER_POST_MAX);
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().trim().max(LOCATION_NAME_LENGTH_MAX).default(""),
}).nullable();
const mediaIds = z.array(z.uuid()).max(MEDIA_PER_POST_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "names a picture twice");

const commentControls = {
  comments: z.enum(COMMENTERS).optional(),
  filtersComments: z.boolean().optional(),
};

/** What a new post is made of. */
export const newPost = z.strictObject({
  mediaIds,
  caption: caption.default(""),
  header: header.default(null),
  tags: tags.default([]),
  location: location.default(null),
  privacy: z.enum(PRIVACIES).default("public"),
  contentWarning: contentWarning.default(null),
  ...commentControls,
  category: categoryInput.nullable().default(null),
});

/** What an author changes of a post; what is left out stays. */
export const postChange = z.strictObject({
  caption: caption.optional(),
  header: header.optional(),
  tags: tags.optional(),
  location: location.optional(),
  contentWarning: contentWarning.optional(),
  ...commentControls,
  category: categoryInput.nullable().optional(),
  privacy: z.enum(PRIVACIES).optional(),
}).refine((change) => Object.keys(change).length > 0, "Nothing to change");
