import { AppError } from "../errors.ts";
import { readAtMost } from "../http/bounded_body.ts";

/** Yields the body piece by piece. Throws over `maxBytes`, without reading the rest. */
export async function* pieces(
  { body }: Response,
  maxBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > maxBytes) throw tooLarge();
    yield piece;
  }
}

/** Returns the first bytes of the body. A service may have ignored the range of the request. */
export async function readStart(
  { body }: Response,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const start = new Uint8Array(bytes);
  let filled = 0;
  for await (const piece of body ?? []) {
    const taken = piece.subarray(0, bytes - filled);
    start.set(taken, filled);
    filled += taken.length;
    if (filled === bytes) break;
  }
  return start.slice(0, filled);
}

/** Returns the whole body. Throws over `maxBytes`, without reading the rest. */
export async function readBytes(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAtMost(response, maxBytes);
  if (bytes === null) throw tooLarge();
  return bytes;
}

/** Returns the body as text. */
export function readText(response: Response): Promise<string> {
  return response.text();
}

/** Discards the body unread. */
export async function discard(response: Response): Promise<true> {
  await response.body?.cancel();
  return true;
}

function tooLarge(): AppError {
  return new AppError("payload_too_large", "The object is too large.");
}
