import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import { trimmedText } from "../http/fields.ts";

/** The name of a category, as typed. The configuration lists the categories. */
export const categoryInput = trimmedText(50, 1).toLowerCase();

/**
 * Throws `validation_failed` with the names of all categories, unless it is one of them or absent.
 */
export function requireCategory({ config }: Context, category: string | null | undefined): void {
  if (category == null || config.CATEGORIES.includes(category)) return;
  const message = `Must be one of: ${config.CATEGORIES.join(", ")}`;
  throw new AppError("validation_failed", `category: ${message}.`, {
    details: [{ path: "category", message }],
  });
}
