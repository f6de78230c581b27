import type { HonoRequest } from "hono";
import type { z } from "zod";
import type { BodyPlace } from "../../../lib/http/body_room.ts";
import { AppError } from "../../../lib/errors.ts";
import { sha256 } from "../../../lib/security/sealed.ts";
import { fieldsOf, FORM_BYTES_MAX } from "./form_fields.ts";
import { invalid, type ParsedBody, readBody, utf8 } from "./input.ts";
import { type FormPart, readParts } from "./multipart_parts.ts";

/**
 * Reads and parses a multipart form; only one file of it may be large. A repeated field becomes a
 * list. `bytes` is equal for a repeated request: a digest of the parts, because boundaries differ.
 */
export async function parseForm(
  schema: z.ZodType,
  request: HonoRequest,
  fileBytesMax: number,
  place: BodyPlace | null,
): Promise<ParsedBody> {
  const type = request.header("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError("unsupported_media_type", "Send the body as multipart/form-data.");
  }
  const parts = partsIn(await readBody(request.raw, fileBytesMax + FORM_BYTES_MAX, place), type);
  const parsed = schema.safeParse(fieldsOf(parts.map((part) => [part.name, valueOf(part)])));
  if (!parsed.success) throw invalid(parsed.error);
  const isRepeatable = request.header("idempotency-key") !== undefined;
  return { body: parsed.data, bytes: isRepeatable ? digestOf(parts) : new Uint8Array() };
}

function partsIn(body: Uint8Array<ArrayBuffer>, type: string): FormPart[] {
  const parts = readParts(body, type);
  const file = parts.find(({ isFile }) => isFile)?.bytes.length ?? 0;
  if (body.length - file > FORM_BYTES_MAX) {
    const message = `A form can have at most ${FORM_BYTES_MAX} bytes besides its file.`;
    throw new AppError("payload_too_large", message);
  }
  return parts;
}

function valueOf({ isFile, type, bytes }: FormPart): File | string {
  return isFile ? new File([bytes], "file", { type }) : utf8(bytes);
}

function digestOf(parts: readonly FormPart[]): Uint8Array {
  const contents = parts.map(({ name, isFile, type, bytes }) => [
    name,
    isFile ? [type, sha256(bytes).toHex()] : utf8(bytes),
  ]);
  return new TextEncoder().encode(JSON.stringify(contents));
}
