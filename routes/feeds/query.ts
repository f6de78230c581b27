import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { pageQuery } from "../http/paging.ts";

/** The query of a feed: a client may ask for posts with pictures alone. */
export const feedQuery = pageQuery.extend({ photosOnly: z.enum(["true", "false"]).optional() });

/** How a feed is asked for. */
export type FeedQuery = z.output<typeof feedQuery>;

/** Whether a feed holds posts with pictures alone: because its reader or the operator wants it so. */
export function isPhotosOnly({ config }: Context, { photosOnly }: FeedQuery): boolean {
  return config.PHOTO_ONLY || photosOnly === "true";
}
