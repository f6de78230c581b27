import { Buffer } from "node:buffer";
import { once } from "../../once.ts";

const CHUNK_BYTES = 256 * 1024;
/** The longest time a reader may take for a chunk. */
const READER_IDLE_MS_MAX = 30_000;
const LENGTH_BYTES = 4;
const FOOTER_BYTES_MAX = 64 * 1024;

/** The stored properties of an object beside its bytes. */
export interface ObjectMetadata {
  key: string;
  bytes: number;
  etag: string;
  modifiedAt: number;
  /** The headers that a read returns. */
  headers: Record<string, string>;
}

/** An object that is open for reading. Dispose it, or read its stream to the end. */
export interface OpenObject extends Disposable {
  metadata: ObjectMetadata;
  /** Streams `length` bytes from `start`. */
  stream(start: number, length: number): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Writes the bytes, then the metadata and its length, then syncs. One file holds both, so one
 * rename publishes both. A truncated file has no readable footer and counts as absent.
 */
export async function writeObjectFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  describe: (bytes: number) => ObjectMetadata,
): Promise<ObjectMetadata> {
  using file = await Deno.open(path, { write: true, createNew: true });
  let bytes = 0;
  for await (const chunk of chunks) {
    await writeAll(file, chunk);
    bytes += chunk.length;
  }
  const metadata = describe(bytes);
  const footer = Buffer.from(JSON.stringify(metadata));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(footer.length);
  await writeAll(file, Buffer.concat([footer, length]));
  await file.syncData();
  return metadata;
}

/**
 * Opens an object file. Returns null if there is no complete one. The stream fails if nobody takes
 * a chunk for `readerIdleMs`.
 */
export async function openObjectFile(
  path: string,
  readerIdleMs = READER_IDLE_MS_MAX,
): Promise<OpenObject | null> {
  const file = await unlessAbsent(Deno.open(path));
  if (!file) return null;
  const metadata = await readFooter(file).catch((error) => {
    file.close();
    throw error;
  });
  if (!metadata) {
    file.close();
    return null;
  }
  const close = once(() => file.close());
  return {
    metadata,
    stream: (start, length) => streamPart(file, { start, length, readerIdleMs }, close),
    [Symbol.dispose]: close,
  };
}

/** Returns the result of a file operation, or null if there is no such file. */
export async function unlessAbsent<T>(operation: Promise<T>): Promise<T | null> {
  return await operation.catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
}

async function readFooter(file: Deno.FsFile): Promise<ObjectMetadata | null> {
  const { size } = await file.stat();
  if (size < LENGTH_BYTES) return null;
  const length = (await readAt(file, size - LENGTH_BYTES, LENGTH_BYTES)).readUInt32BE();
  const start = size - LENGTH_BYTES - length;
  if (length > FOOTER_BYTES_MAX || start < 0) return null;
  try {
    const metadata: ObjectMetadata = JSON.parse((await readAt(file, start, length)).toString());
    return metadata.bytes === start ? metadata : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function readAt(file: Deno.FsFile, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await file.seek(start, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const read = await file.read(buffer.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return buffer;
}

function streamPart(
  file: Deno.FsFile,
  { start, length, readerIdleMs }: { start: number; length: number; readerIdleMs: number },
  close: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = length;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  const end = () => {
    isEnded = true;
    clearTimeout(timer);
    close();
  };
  // A client that takes nothing would keep the file open forever.
  const wait = (controller: ReadableStreamDefaultController) => {
    // The client may have left while the file was being read.
    if (isEnded) return;
    timer = setTimeout(() => {
      end();
      controller.error(new Error("Nobody takes the bytes"));
    }, readerIdleMs);
  };
  return new ReadableStream({
    async start(controller) {
      await file.seek(start, Deno.SeekMode.Start);
      wait(controller);
    },
    async pull(controller) {
      clearTimeout(timer);
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, left));
      const read = left > 0 ? await file.read(chunk) : null;
      if (read !== null) {
        left -= read;
        controller.enqueue(chunk.subarray(0, read));
      }
      if (left > 0 && read !== null) return wait(controller);
      end();
      if (left > 0) controller.error(new Error("The object file is too short"));
      else controller.close();
    },
    cancel: end,
  }, { highWaterMark: 0 });
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}
