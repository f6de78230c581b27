import { z } from "zod";
import { CAPTION_LENGTH_MAX, TAGS_PER_POST_MAX } from "../../domain/limits.ts";
import { PRIVACIES } from "../../domain/posts/posts.ts";
import { normalTag } from "../../domain/text.ts";
import { parseJson } from "../../lib/json.ts";
import { categoryInput } from "./category_input.ts";
import { text, trimmedText } from "../http/fields.ts";
import { placeInput } from "./place_input.ts";

const tag = text(100).refine((text) => normalTag(text) !== null, "Not a valid tag");

/** The maximum length of a field with JSON or a list, in characters. */
const FIELD_LENGTH_MAX = 10_000;

// A form has no lists and no objects. A list is JSON, texts between commas, or a repeated field.
const tags = z.union([
  text(FIELD_LENGTH_MAX),
  z.array(text(FIELD_LENGTH_MAX)).max(TAGS_PER_POST_MAX),
])
  .default([])
  .transform((given) => [given].flat().flatMap(listIn))
  .pipe(z.array(tag).max(TAGS_PER_POST_MAX));

const location = text(FIELD_LENGTH_MAX).default("")
  .transform((text, context) => {
    try {
      return text.trim() === "" ? null : parseJson(text);
    } catch {
      context.addIssue({ code: "custom", message: "Must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(placeInput.nullable());

/** The form with a picture and its post. */
export const newImage = z.strictObject({
  image: z.file(),
  caption: trimmedText(CAPTION_LENGTH_MAX).default(""),
  tags,
  location,
  privacy: z.enum(PRIVACIES).default("public"),
  category: z.union([z.literal("").transform(() => null), categoryInput]).default(null),
});

/** The form with a picture and its post, after parsing. */
export type NewImage = z.output<typeof newImage>;

/** Returns the texts in one field: a JSON list, or texts between commas. */
function listIn(text: string): unknown[] {
  if (text.trimStart().startsWith("[")) {
    try {
      const parsed = parseJson(text);
      if (Array.isArray(parsed)) return parsed;
    } catch {
      // It is split like any text below, and then refused because it is not a tag.
    }
  }
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
