import { z } from "zod";
import type { PostVersion } from "../../db/posts/versions.ts";
import { placeSchema } from "./post_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/**
 * The content of a post before an edit. It does not tell the audience of that time. It has the alt
 * texts of the pictures, but not the pictures: the author may have removed some for a reason.
 */
export const postVersionSchema = z.object({
  versionId: idSchema,
  header: z.string().nullable(),
  caption: z.string(),
  tags: z.array(z.string()),
  location: placeSchema.nullable(),
  contentWarning: z.string().nullable(),
  category: z.string().nullable(),
  media: z.array(z.object({ mediaId: idSchema, altText: z.string() })),
  createdAt: timeSchema,
  editedAt: timeSchema,
}).meta({ id: "PostVersion" });

/** Returns the content of a post before an edit. */
export function postVersionView(version: PostVersion): z.input<typeof postVersionSchema> {
  const { latitude, longitude, locationName } = version;
  return {
    versionId: version.id,
    header: version.header,
    caption: version.caption,
    tags: version.tags,
    location: latitude === null || longitude === null
      ? null
      : { latitude, longitude, name: locationName ?? "" },
    contentWarning: version.contentWarning,
    category: version.category,
    media: version.media.map(({ mediaId, altText }) => ({ mediaId, altText })),
    createdAt: version.createdAt.toISOString(),
    editedAt: version.editedAt.toISOString(),
  };
}
