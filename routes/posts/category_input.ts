import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import { trimmedText } from "../http/fields.ts";

/** The name of a category as somebody writes it. Which there are is a matter of configuration. */
export const categoryInput = trimmedText(50, 1).toLowerCase();

/** Fails with the names of all categories unless it is one of them, or none at all. */
export function requireCategory({ config }: Context, category: string | null | undefined): void {
  if (category == null || config.CATEGORIES.includes(category)) return;
  const message = `is none of: ${config.CATEGORIES.join(", ")}`;
  throw new AppError("validation_failed", `category: ${message}`, {
    details: [{ path: "category", message }],
  });
}
