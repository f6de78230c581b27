import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "../../domain/limits.ts";
import { text } from "./fields.ts";

/** The query of a list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
  cursor: text(500, 1).optional(),
});

/** Where a list goes on. */
export const paginationSchema = z.object({
  nextCursor: z.string().nullable(),
  hasMore: z.boolean(),
});

/** The place that a cursor of the list `scope` stands for; null is the beginning. */
export function placeOf(ctx: Context, scope: string, cursor: string | undefined): string | null {
  return cursor === undefined ? null : ctx.cursors.decode(scope, cursor);
}

/** The `pagination` of a page of the list `scope`. */
export function paginationOf(ctx: Context, scope: string, next: string | null) {
  return {
    nextCursor: next === null ? null : ctx.cursors.encode(scope, next),
    hasMore: next !== null,
  };
}
