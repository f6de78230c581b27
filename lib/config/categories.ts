import { z } from "zod";

const DEFAULT_CATEGORIES = "animals,architecture,art,fashion,film,food,history,landscape,macro," +
  "nature,night,people,portrait,science,sport,still life,street,technology,travel,wildlife";
const NAME = /^[\p{Ll}\p{Lo}\p{N}]([\p{L}\p{M}\p{N} &_-]*[\p{L}\p{M}\p{N}])?$/u;
const NAME_LENGTH_MAX = 50;

/** Parses category names separated by commas: unique, in lower case, in alphabetical order. */
export const categoryList = z.string().default(DEFAULT_CATEGORIES)
  .transform((text) =>
    text.toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "")
  )
  .refine(
    (names) => names.every((name) => name.length <= NAME_LENGTH_MAX && NAME.test(name)),
    `must be letters, digits and spaces, ${NAME_LENGTH_MAX} characters at most, separated by commas`,
  )
  .transform((names) => [...new Set(names)].sort());
