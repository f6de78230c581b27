import { z } from "zod";
import {
  PAGE_SIZE_DEFAULT,
  SEARCH_DEPTH_MAX,
  SEARCH_LENGTH_MAX,
  SEARCH_RADIUS_KM_MAX,
} from "../../domain/limits.ts";
import { normalTag } from "../../domain/text.ts";
import { idInputOf, moment, queryText, text, trimmedText } from "../http/fields.ts";
import { pageQuery, paginationSchema } from "../http/paging.ts";

const RADIUS_KM_DEFAULT = 10;
const FORMATS = ["jpeg", "png", "gif", "webp", "avif", "heic", "tiff", "mp4", "mov", "webm"];
const CATEGORY_LENGTH_MAX = 50;
const CAMERA_LENGTH_MAX = 100;
const DAY_MS = 86_400_000;

const q = queryText(SEARCH_LENGTH_MAX, 1);
const page = z.coerce.number().int().min(1).optional();

/** Whether a page can be reached by its number. Beyond that, only cursors work. */
function isWithinDepth({ page, limit = PAGE_SIZE_DEFAULT }: { page?: number; limit?: number }) {
  return (page ?? 1) * limit <= SEARCH_DEPTH_MAX;
}

const TOO_DEEP = {
  path: ["page"],
  message: `page × limit must be at most ${SEARCH_DEPTH_MAX}: use nextCursor for more`,
};

/** The query of a search for people. */
export const userSearchQuery = pageQuery.extend({ q, page })
  .refine((query) => isWithinDepth(query as never), TOO_DEEP);

const tags = text(500).transform((text, context) => {
  const given = text.split(",").map((tag) => tag.trim()).filter(Boolean);
  const normal = given.map(normalTag).filter((tag) => tag !== null);
  if (normal.length === given.length && given.length > 0) return normal;
  context.addIssue({ code: "custom", message: "Must be tags, separated by commas" });
  return z.NEVER;
});

const format = text(10).toLowerCase().transform((text) => text === "jpg" ? "jpeg" : text)
  .pipe(z.enum(FORMATS));

const near = text(60).transform((text, context) => {
  const numbers = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  const [latitude, longitude] = [Number(numbers?.[1]), Number(numbers?.[2])];
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  context.addIssue({ code: "custom", message: "Must be latitude,longitude" });
  return z.NEVER;
});

const bound = (dayMs: number) =>
  z.union([
    text(10).check(z.iso.date()).transform((text) => Date.parse(text) + dayMs),
    moment().transform(Number),
  ], "Must be a date (2026-01-31) or a time (2026-01-31T08:00:00Z)")
    .refine((ms) => ms >= 0 && ms < 2 ** 48, "Out of range");

const filters = {
  tags: tags.optional(),
  author: text(36, 1).optional(),
  category: trimmedText(CATEGORY_LENGTH_MAX, 1).toLowerCase().optional(),
  format: format.optional(),
  camera: trimmedText(CAMERA_LENGTH_MAX, 1).toLowerCase()
    .refine((name) => !/\p{Cc}/u.test(name), "Must not contain control characters").optional(),
  from: bound(0).optional(),
  to: bound(DAY_MS).optional(),
  near: near.optional(),
  radius: z.coerce.number().positive().max(SEARCH_RADIUS_KM_MAX).default(RADIUS_KM_DEFAULT),
};

/** The query of a search for posts. */
export const postSearchQuery = pageQuery.extend({ q: q.optional(), page, ...filters })
  .refine((query) => isWithinDepth(query as never), TOO_DEEP)
  .refine(
    ({ q, ...query }) =>
      q !== undefined ||
      Object.keys(filters).some((name) => name !== "radius" && query[name as "near"] !== undefined),
    { path: ["q"], message: "Provide a search text or a filter" },
  );

/** The query of a search for spaces. */
export const spaceSearchQuery = pageQuery.extend({ q });

/** The query of a search for messages. */
export const messageSearchQuery = pageQuery.extend({
  q,
  conversationId: idInputOf<"conversation">().optional(),
  spaceId: idInputOf<"space">().optional(),
  from: text(36, 1).optional().describe("The sender: an id, `@username` or `me`."),
  since: bound(0).optional(),
  until: bound(DAY_MS).optional(),
  has: z.enum(["media"]).optional(),
});

/** The query of a search for posts, after parsing. */
export type PostSearchQuery = z.infer<typeof postSearchQuery>;
/** The query of a search for messages, after parsing. */
export type MessageSearchQuery = z.infer<typeof messageSearchQuery>;
/** The query of a search for people, after parsing. */
export type UserSearchQuery = z.infer<typeof userSearchQuery>;

/** The cursor of the next page; with `page` also the number of results, up to SEARCH_DEPTH_MAX. */
export const foundPagination = paginationSchema.extend({
  page: z.int().optional(),
  limit: z.int().optional(),
  total: z.int().optional(),
  isTotalExact: z.boolean().optional(),
}).meta({ id: "SearchPagination" });
