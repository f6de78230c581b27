import type { components } from "./schema.ts";
import type { Send } from "./wire.ts";

/** An upload that has begun. It can be stored as JSON and resumed, also by another process. */
export type PendingUpload = components["schemas"]["Upload"];

/** The bytes of a file that are sent, and all of them. */
export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

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
  let sentBytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      sentBytes += chunk.length;
      onProgress({ sentBytes, totalBytes: file.size });
    },
  });
  const init = {
    method,
    // The length is signed, and a stream has none by itself.
    headers: { ...headers, "content-length": String(file.size) },
    body: file.stream().pipeThrough(counted),
    duplex: "half",
    signal,
  };
  return await send(new Request(url, init));
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
