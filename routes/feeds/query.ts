import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { pageQuery } from "../http/paging.ts";

/** The query of a feed. With `photosOnly`, posts without pictures are left out. */
export const feedQuery = pageQuery.extend({ photosOnly: z.enum(["true", "false"]).optional() });

/** The query of a feed, after parsing. */
export type FeedQuery = z.output<typeof feedQuery>;

/**
 * Whether a feed leaves out posts without pictures, because its reader or the operator wants this.
 */
export function isPhotosOnly({ config }: Context, { photosOnly }: FeedQuery): boolean {
  return config.PHOTO_ONLY || photosOnly === "true";
}
