import type { HonoRequest } from "hono";
import type { z } from "zod";
import { JSON_BODY_BYTES_MAX } from "../../../domain/limits.ts";
import { preview } from "../../../domain/text.ts";
import { arriving, BODY_PACE, BodyLost } from "../../../lib/http/arriving_body.ts";
import type { BodyPlace } from "../../../lib/http/body_room.ts";
import { AppError, type ErrorCode } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/json.ts";
import { sha256 } from "../../../lib/security/sealed.ts";

const NO_BYTES = new Uint8Array();
/** A response lists so many faults of an input, in so many characters each. */
const DETAILS_MAX = 20;
const DETAIL_LENGTH_MAX = 200;

/** A parsed body, and the bytes that a repeat of the request must equal. */
export interface ParsedBody {
  body: unknown;
  bytes: Uint8Array;
}

/** Parses path parameters or the query; throws `code` if they do not fit the schema. */
export function parseText(
  schema: z.ZodType | undefined,
  given: Record<string, string>,
  code: "not_found" | "validation_failed",
): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  if (code === "not_found") throw new AppError("not_found", "Not found.");
  throw invalid(parsed.error);
}

/** Reads and parses a JSON body. A repeated request must have the same bytes. */
export async function parseJsonBody(
  schema: z.ZodType,
  request: HonoRequest,
  place: BodyPlace | null,
): Promise<ParsedBody> {
  const type = request.header("content-type");
  const mayBeLeftOut = schema.safeParse(undefined).success;
  const isJson = /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type ?? "");
  if (!isJson && !(mayBeLeftOut && type === undefined)) {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  const bytes = await readBody(request.raw, JSON_BODY_BYTES_MAX, place);
  if (mayBeLeftOut && bytes.length === 0) return { body: undefined, bytes };
  const parsed = schema.safeParse(parseJson(utf8(bytes, "malformed_json")));
  if (!parsed.success) throw invalid(parsed.error);
  return { body: parsed.data, bytes };
}

/**
 * Reads a whole body of at most `maxBytes` bytes, in memory of at most twice its size. Throws if
 * its place cannot grow with it.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  place: BodyPlace | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  let bytes: Uint8Array<ArrayBuffer> = NO_BYTES;
  let length = 0;
  try {
    for await (const chunk of arriving(request, BODY_PACE, place?.ended)) {
      const start = length;
      length += chunk.length;
      if (length > maxBytes) throw tooLarge();
      // Chunks may be tiny and many, so each is copied into one buffer.
      if (length > bytes.length) {
        const size = Math.min(Math.max(length, 2 * bytes.length), maxBytes);
        place?.reserve(size);
        bytes = grown(bytes, start, size);
      }
      bytes.set(chunk, start);
    }
  } catch (cause) {
    if (!(cause instanceof BodyLost)) throw cause;
    // Throws `unavailable` instead if the body had to make room for others.
    place?.fill();
    throw new AppError("validation_failed", cause.message, { cause });
  }
  place?.fill();
  return bytes.subarray(0, length);
}

function grown(bytes: Uint8Array, used: number, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes.subarray(0, used));
  return larger;
}

/** Decodes bytes of a client as UTF-8; throws `code` if they are not. */
export function utf8(bytes: Uint8Array, code: ErrorCode = "validation_failed"): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError(code, "The body is not valid UTF-8.", { cause });
  }
}

/** Returns the hash that a request and its repetition share. */
export function fingerprintOf(method: string, path: string, bytes: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${method} ${path}\n`);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return sha256(all);
}

/** Returns the error for an input that does not fit its schema. Its size is bounded. */
export function invalid(error: z.ZodError): AppError {
  const details = error.issues.slice(0, DETAILS_MAX).map((issue) => ({
    path: cut(issue.path.join(".")),
    message: cut(issue.message),
  }));
  const first = details[0];
  const fault = first ? [first.path, first.message].filter(Boolean).join(": ") : "Invalid input";
  return new AppError("validation_failed", `${fault}.`, { details });
}

// Paths and messages quote field names, and the client may make these up.
function cut(text: string): string {
  return preview(text.slice(0, 2 * DETAIL_LENGTH_MAX), DETAIL_LENGTH_MAX).toWellFormed();
}
