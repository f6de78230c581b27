/** The properties of a stored object. */
export interface StoredObject {
  bytes: number;
  contentType: string;
  etag: string;
}

/** A request that a client sends straight to storage. */
export interface PresignedRequest {
  url: string;
  method: "PUT" | "GET";
  headers: Record<string, string>;
  expiresAt: Date;
}

/** Object storage. Keys look like paths; anyone can read those under `public/`. */
export interface Storage {
  put(key: string, body: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<void>;
  /** Stores an object of any size, one part at a time, with one part in memory. */
  putParts(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: PutOptions & UploadWatch,
  ): Promise<{ bytes: number }>;
  /** Aborts an incomplete multipart upload. A repetition does nothing. */
  abortUpload(key: string, uploadId: string): Promise<void>;
  /** Returns the bytes, or null if there is no such object. Throws over `maxBytes`. */
  get(key: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Returns at most `bytes` from the start of an object that is not empty, or null if it is missing. */
  start(key: string, bytes: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Gives the bytes of an object to `read`, piece by piece. If reading fails, `read` is called again
   * with all of them. Returns its result, or null if there is no such object. Throws over `maxBytes`.
   */
  stream<T>(
    key: string,
    maxBytes: number,
    read: (body: AsyncIterable<Uint8Array<ArrayBuffer>>) => Promise<T>,
  ): Promise<T | null>;
  head(key: string): Promise<StoredObject | null>;
  /** Copies an object of this size inside the bucket, and gives the copy properties of its own. */
  copy(from: string, to: string, options: PutOptions & { bytes: number }): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Yields the keys under a prefix, in order, page by page. */
  list(prefix: string): AsyncIterable<{ key: string; modifiedAt: Date }>;
  /** Returns a PUT that is bound to this type, length and, if given, SHA-256 (hex). */
  presignPut(key: string, upload: PresignedUpload): Promise<PresignedRequest>;
  /** Returns a GET URL for `seconds`. Within each window of `windowSeconds` it is the same text. */
  presignGet(key: string, seconds: number, windowSeconds?: number): Promise<string>;
  /** The origin of signed URLs. */
  readonly signedOrigin: string;
  /** Returns the long-lived (CDN) URL of an object under `public/`. */
  publicUrl(key: string): string;
  /** Throws if the bucket cannot be reached. Creates a missing bucket where it may. */
  ready(): Promise<void>;
}

/** Properties of an object to store. */
export interface PutOptions {
  contentType: string;
  cacheControl?: string;
  /** The file name under which browsers save it instead of showing it: ASCII, without quotes. */
  saveAs?: string;
}

/** Follows a multipart upload. Throwing aborts it. */
export interface UploadWatch {
  /** The upload has an id, with which it can be aborted. */
  begun(uploadId: string): Promise<void>;
  /** All parts are stored; the object appears after this call. */
  completing(): Promise<void>;
}

/** The properties that a presigned upload is bound to. */
export interface PresignedUpload {
  contentType: string;
  bytes: number;
  sha256?: string;
  expiresInSeconds: number;
}
