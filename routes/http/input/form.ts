import type { HonoRequest } from "hono";
import type { z } from "zod";
import type { BodyPlace } from "../../../lib/http/body_room.ts";
import { fieldsOf, FORM_BYTES_MAX, tooManyFields, VALUES_MAX } from "./form_fields.ts";
import { invalid, type ParsedBody, readBody, utf8 } from "./input.ts";

/** Whether the body of a request is a URL-encoded form. */
export function isForm(request: HonoRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.header("content-type") ?? "");
}

/**
 * Reads and parses a form of OAuth (RFC 6749 §3.2). A field without a value counts as missing. A
 * repeated field becomes a list, which the schema refuses.
 */
export async function parseGrant(
  schema: z.ZodType,
  request: HonoRequest,
  place: BodyPlace | null,
): Promise<ParsedBody> {
  const bytes = await readBody(request.raw, FORM_BYTES_MAX, place);
  const text = utf8(bytes);
  if (text.split("&", VALUES_MAX + 1).length > VALUES_MAX) throw tooManyFields();
  const given = Object.entries(fieldsOf(new URLSearchParams(text)));
  const parsed = schema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== "")));
  if (!parsed.success) throw invalid(parsed.error);
  return { body: parsed.data, bytes };
}
