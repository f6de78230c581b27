import { AppError } from "../errors.ts";
import { readAtMost } from "../http/bounded_body.ts";

/** Returns the whole body. Throws over `maxBytes`, without reading the rest. */
export async function readBytes(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAtMost(response, maxBytes);
  if (bytes === null) throw new AppError("payload_too_large", "The object is too large.");
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
