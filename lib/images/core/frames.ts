import type { Bytes } from "./cursor.ts";

/** A message between the server and a sandbox: a little JSON and some files. */
export interface Frame {
  head: unknown;
  files: Bytes[];
}

/** Limits of a sandbox's messages, so that a broken one cannot fill the server's memory. */
const ENVELOPE_BYTES_MAX = 1 << 20;
const FILE_BYTES_MAX = 1 << 28;
const FILES_MAX = 20;

/** Returns the frame as it is sent: a length, the envelope, then the files. */
export function encodeFrame({ head, files }: Frame): Bytes[] {
  const sizes = files.map(({ length }) => length);
  const envelope = new TextEncoder().encode(JSON.stringify({ head, sizes }));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, envelope.length);
  return [length, envelope, ...files];
}

/** Reads frames from a stream, one per call. Returns null at its end; throws on invalid data. */
export function frameReader(
  source: ReadableStreamDefaultReader<Uint8Array>,
): () => Promise<Frame | null> {
  let rest: Uint8Array = new Uint8Array();
  const exactly = async (length: number, most: number): Promise<Bytes | null> => {
    if (!Number.isInteger(length) || length < 0 || length > most) throw new Error("No frame");
    const result = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      if (rest.length === 0) {
        const { value, done } = await source.read();
        if (done) return null;
        rest = value;
      }
      const part = rest.subarray(0, length - at);
      result.set(part, at);
      at += part.length;
      rest = rest.subarray(part.length);
    }
    return result;
  };
  return async () => {
    const length = await exactly(4, 4);
    const envelope = length &&
      await exactly(new DataView(length.buffer).getUint32(0), ENVELOPE_BYTES_MAX);
    if (!envelope) return null;
    const { head, sizes } = JSON.parse(new TextDecoder().decode(envelope));
    const files: Bytes[] = [];
    for (const size of sizes.slice(0, FILES_MAX)) {
      const file = await exactly(size, FILE_BYTES_MAX);
      if (!file) return null;
      files.push(file);
    }
    return { head, files };
  };
}
