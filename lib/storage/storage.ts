/** What object storage answers about one object. */
export interface StoredObject {
  bytes: number;
  contentType: string;
  etag: string;
}

/** A request that a client makes straight to storage. */
export interface PresignedRequest {
  url: string;
  method: "PUT" | "GET";
  headers: Record<string, string>;
  expiresAt: Date;
}

/** Object storage. Keys are path-like; those under `public/` can be read by anyone. */
export interface Storage {
  put(key: string, body: Uint8Array<ArrayBuffer>, options: PutOptions): Promise<void>;
  /** Puts an object of any size, a part at a time, so that never more than a part is in memory. */
  putParts(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: PutOptions & UploadWatch,
  ): Promise<{ bytes: number }>;
  /** Gives up an upload in parts that was not completed. Doing it again does nothing. */
  abortUpload(key: string, uploadId: string): Promise<void>;
  /** The bytes, or null if there is no such object. Fails over `maxBytes`. */
  get(key: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null>;
  head(key: string): Promise<StoredObject | null>;
  /** Copies inside the bucket, metadata included. */
  copy(from: string, to: string): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Keys under a prefix, in order, page by page. */
  list(prefix: string): AsyncIterable<{ key: string; modifiedAt: Date }>;
  /** A PUT bound to this type, length and, if given, SHA-256 (hex). */
  presignPut(key: string, upload: PresignedUpload): Promise<PresignedRequest>;
  /** A GET that lives `seconds`; within each window of `windowSeconds` it is the same text. */
  presignGet(key: string, seconds: number, windowSeconds?: number): Promise<string>;
  /** The origin of addresses that are signed. */
  readonly signedOrigin: string;
  /** The long-lived (CDN) address of an object under `public/`. */
  publicUrl(key: string): string;
  /** Fails if the bucket cannot be reached. Creates the bucket where it may. */
  ready(): Promise<void>;
}

/** How an object is stored. */
export interface PutOptions {
  contentType: string;
  cacheControl?: string;
  /** The name under which browsers save it, instead of showing it: no quotes, ASCII alone. */
  saveAs?: string;
}

/** Who is told how an upload in parts goes on; throwing gives it up. */
export interface UploadWatch {
  /** The upload has its id: whoever knows it can give the upload up. */
  begun(uploadId: string): Promise<void>;
  /** Everything is there; after this the object appears. */
  completing(): Promise<void>;
}

/** What a presigned upload is bound to. */
export interface PresignedUpload {
  contentType: string;
  bytes: number;
  sha256?: string;
  expiresInSeconds: number;
}
