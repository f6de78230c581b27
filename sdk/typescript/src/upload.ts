import type { Client as Api } from "openapi-fetch";
import { data } from "./data.ts";
import { errorOf, TintypeError } from "./errors.ts";
import { type PendingUpload, putFile, type UploadProgress } from "./put_file.ts";
import type { components, paths } from "./schema.ts";
import { withTries } from "./tries.ts";
import type { Wire } from "./wire.ts";

type Schemas = components["schemas"];

/** Options of an upload. */
export interface UploadOptions extends Omit<Schemas["CreateUploadBody"], "bytes" | "contentType"> {
  /** The content type; by default that of the file. If it has none, the content decides. */
  contentType?: string;
  /** Is told how much of the file was sent. */
  onProgress?(progress: UploadProgress): void;
  /** Is told the upload as soon as it exists, for `resumeFrom`. */
  onBegin?(upload: PendingUpload): void;
  /** An upload of the same file that was interrupted. Only what the server lacks is sent again. */
  resumeFrom?: PendingUpload;
  /** Cancels the upload, which may be resumed later. */
  signal?: AbortSignal;
}

/** An address that ends within this time is not used any more. */
const EXPIRY_MARGIN_MS = 5000;

/** Uploads a file to the storage, and says that it is complete. Returns its state. */
export async function upload(
  wire: Wire,
  api: Api<paths>,
  file: Blob,
  { resumeFrom, onBegin, onProgress, signal, ...described }: UploadOptions,
): Promise<Schemas["UploadStatus"]> {
  const stop = signal ? { signal } : {};
  const complete = ({ uploadId }: PendingUpload) =>
    data(api.POST("/api/v1/media/upload/{uploadId}/complete", {
      params: { path: { uploadId } },
      ...stop,
    }));
  if (resumeFrom) {
    const status = await complete(resumeFrom).catch(missing);
    if (status) return status;
  }
  const isUsable = resumeFrom && Date.parse(resumeFrom.expiresAt) > Date.now() + EXPIRY_MARGIN_MS;
  const pending = isUsable ? resumeFrom : await data(api.POST("/api/v1/media/upload", {
    body: { contentType: file.type, ...described, bytes: file.size },
    ...stop,
  }));
  onBegin?.(pending);
  const response = await withTries(
    (trySignal, progress) => {
      const told = (sent: UploadProgress) => {
        progress();
        onProgress?.(sent);
      };
      return putFile(wire.bare, pending, file, told, trySignal);
    },
    wire.limits,
    signal ?? null,
  );
  if (!response.ok) throw errorOf(response, await response.text());
  await response.body?.cancel();
  return await complete(pending);
}

/** Returns null for an upload whose file is not there, or that is not there itself. */
function missing(error: unknown): null {
  const isMissing = error instanceof TintypeError &&
    (error.code === "unprocessable" || error.code === "not_found");
  if (!isMissing) throw error;
  return null;
}
