import { z } from "zod";
import { type MediaFormat, namesOf, PROCESSED_FORMATS } from "../images/core/format.ts";

/** Parses names of formats separated by commas, in the order of the program's own list. */
export const mediaTypes = z.string().default(PROCESSED_FORMATS.join(","))
  .transform((text) =>
    text.toUpperCase().split(",").map((name) => name.trim()).filter((name) => name !== "")
  )
  .refine(
    (names) => names.length > 0 && names.every((name) => isProcessed(name)),
    `must be some of ${namesOf(PROCESSED_FORMATS)}, separated by commas`,
  )
  .transform((names) => PROCESSED_FORMATS.filter((format) => names.includes(format)));

function isProcessed(name: string): boolean {
  return PROCESSED_FORMATS.includes(name as MediaFormat);
}
