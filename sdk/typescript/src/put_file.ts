import type { components } from "./schema.ts";
import type { Send } from "./wire.ts";

/** An upload that has begun. It can be stored as JSON and resumed, also by another process. */
export type PendingUpload = components["schemas"]["Upload"];

/** The bytes of a file that are sent, and all of them. */
export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

const STEP_BYTES = 64 * 1024;

/** Sends a file to the address of an upload. */
export function putFile(
  send: Send,
  upload: PendingUpload,
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Response> {
  const { XMLHttpRequest: Xhr } = globalThis as { XMLHttpRequest?: new () => Xhr };
  // Browsers tell the progress of an upload by this way alone.
  return Xhr
    ? putByXhr(new Xhr(), upload, file, onProgress, signal)
    : putByFetch(send, upload, file, onProgress, signal);
}

async function putByFetch(
  send: Send,
  { url, method, headers }: PendingUpload,
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Response> {
  const body = new CountedFile(file, onProgress);
  // The length is signed, and a request inside of one process has no such header by itself.
  const signed = { ...headers, "content-length": String(file.size) };
  return await send(new Request(url, { method, headers: signed, body, signal }));
}

/** A file that tells how much of it is read. A stream instead would be sent without a length. */
class CountedFile extends Blob {
  readonly #file: Blob;
  readonly #onProgress: (progress: UploadProgress) => void;

  constructor(file: Blob, onProgress: (progress: UploadProgress) => void) {
    super([file]);
    this.#file = file;
    this.#onProgress = onProgress;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const totalBytes = this.#file.size;
    let sentBytes = 0;
    return new ReadableStream({
      pull: async (controller) => {
        const step = this.#file.slice(sentBytes, sentBytes + STEP_BYTES);
        if (step.size === 0) return controller.close();
        controller.enqueue(new Uint8Array(await step.arrayBuffer()));
        sentBytes += step.size;
        this.#onProgress({ sentBytes, totalBytes });
      },
    });
  }
}

function putByXhr(
  xhr: Xhr,
  { url, method, headers }: PendingUpload,
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded, total }) =>
      onProgress({ sentBytes: loaded, totalBytes: total });
    xhr.onload = () => resolve(new Response(xhr.responseText || null, { status: xhr.status }));
    xhr.onerror = () => reject(new TypeError("The upload was interrupted"));
    xhr.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => xhr.abort(), { once: true });
    if (signal.aborted) return reject(signal.reason);
    xhr.send(file);
  });
}

/** The part of XMLHttpRequest that is used here; not all runtimes have its types. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload: {
    onprogress: ((event: { loaded: number; total: number }) => void) | null;
  };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob): void;
  abort(): void;
}
