import type { HonoRequest } from "hono";
import type { z } from "zod";
import { AppError } from "../lib/errors.ts";
import { invalid, readBody } from "./input.ts";

const FORM_BYTES_MAX = 64 * 1024;

/** Whether a request brings a form of OAuth. */
export function isForm(request: HonoRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.header("content-type") ?? "");
}

/**
 * Reads and parses a form of OAuth (RFC 6749 §3.2): a field without a value counts as left out,
 * and one that is given twice is refused by becoming a list.
 */
export async function parseGrant(
  schema: z.ZodType,
  request: HonoRequest,
): Promise<{ parsed: never; bytes: Uint8Array }> {
  const bytes = await readBody(request.raw, FORM_BYTES_MAX);
  const form = new URLSearchParams(textOf(bytes));
  const names = [...new Set(form.keys())];
  const fields = names.flatMap((name) => {
    const values = form.getAll(name);
    if (values.length === 1 && values[0] === "") return [];
    return [[name, values.length === 1 ? values[0] : values] as const];
  });
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (!parsed.success) throw invalid(parsed.error);
  return { parsed: parsed.data as never, bytes };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("validation_failed", "The form is not UTF-8", { cause });
  }
}
