import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "../../domain/limits.ts";
import { text } from "./fields.ts";

/** The query parameters of a list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
  cursor: text(500, 1).optional(),
});

/** The link from a page to the next one. */
export const paginationSchema = z.object({
  nextCursor: z.string().nullable(),
  hasMore: z.boolean(),
}).meta({ id: "Pagination" });

/** Returns the place that a cursor of the list `scope` encodes; null is the start of the list. */
export function placeOf(ctx: Context, scope: string, cursor: string | undefined): string | null {
  return cursor === undefined ? null : ctx.cursors.decode(scope, cursor);
}

/** Returns the `pagination` of a page of the list `scope`. */
export function paginationOf(ctx: Context, scope: string, next: string | null) {
  return {
    nextCursor: next === null ? null : ctx.cursors.encode(scope, next),
    hasMore: next !== null,
  };
}
