import type { z } from "zod";

const TYPES: Record<string, string> = {
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "an object",
};
const FORMATS: Record<string, string> = {
  url: "must be a URL, such as https://example.org",
  hostname: "must be a host name, such as example.org",
};

/** Turns a schema issue of a variable into the end of a sentence. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (issue.origin === "string") return `must have at least ${issue.minimum} characters`;
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    case "invalid_value":
      return `must be one of: ${issue.values.join(", ")}`;
    case "invalid_format":
      return FORMATS[issue.format] ?? issue.message;
    default:
      return issue.message;
  }
}
