import type { HonoRequest } from "hono";
import type { z } from "zod";
import { AppError } from "../lib/errors.ts";
import { sha256 } from "../lib/sealed.ts";
import { invalid, readBody } from "./input.ts";

/** What a form may hold besides its file: fields, boundaries, headers of parts. */
const FORM_BYTES_MAX = 64 * 1024;

/**
 * Reads and parses a multipart form, of which only one file is large. A field that is given again
 * becomes a list. The bytes are those that a repeat must equal: boundaries differ from one to the
 * next, the parts do not.
 */
export async function parseForm<S extends z.ZodType | undefined>(
  schema: S,
  request: HonoRequest,
  fileBytesMax: number,
): Promise<{ parsed: S extends z.ZodType ? z.output<S> : undefined; bytes: Uint8Array }> {
  const type = request.header("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError("unsupported_media_type", "Send the body as multipart/form-data");
  }
  const form = await formOf(await readBody(request.raw, fileBytesMax + FORM_BYTES_MAX), type);
  const parsed = schema?.safeParse(fieldsOf(form));
  if (parsed && !parsed.success) throw invalid(parsed.error);
  const isRepeatable = request.header("idempotency-key") !== undefined;
  const bytes = isRepeatable ? await digestOf(form) : new Uint8Array();
  return { parsed: parsed?.data as never, bytes };
}

async function formOf(bytes: Uint8Array, type: string): Promise<FormData> {
  try {
    const body = bytes as Uint8Array<ArrayBuffer>;
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new AppError("validation_failed", "The form cannot be read", { cause });
  }
}

function fieldsOf(form: FormData): Record<string, unknown> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(names.map((name) => {
    const values = form.getAll(name);
    return [name, values.length === 1 ? values[0] : values];
  }));
}

async function digestOf(form: FormData): Promise<Uint8Array> {
  const parts: unknown[] = [];
  for (const [name, value] of form) {
    const isFile = value instanceof File;
    const content = isFile ? [value.type, sha256(await value.bytes()).toHex()] : value;
    parts.push([name, content]);
  }
  return new TextEncoder().encode(JSON.stringify(parts));
}
