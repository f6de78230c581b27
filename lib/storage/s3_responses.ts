import { AppError } from "../errors.ts";

/** Returns the whole body. Throws over `maxBytes`, without reading the rest. */
export async function readBytes(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new AppError("payload_too_large", "The object is too large");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  chunks.reduce((offset, chunk) => (whole.set(chunk, offset), offset + chunk.length), 0);
  return whole;
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
