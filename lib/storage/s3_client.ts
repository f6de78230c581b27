import { AwsClient } from "aws4fetch";
import { delay } from "../delay.ts";
import { AppError } from "../errors.ts";

const RETRIES = 2;
const RETRY_DELAY_MILLISECONDS = 100;
const TIMEOUT_MILLISECONDS = 10_000;
const BYTES_A_MILLISECOND_MIN = 1000;
const REASON_LENGTH_MAX = 500;

/** The service and the credentials. */
export interface S3ClientOptions {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The endpoint in presigned URLs, if clients reach storage at another address. */
  publicEndpoint?: string;
  /** Replaces the network, for a server in the same process. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A request beside its method and its path below the bucket. */
export interface S3Request {
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  /** The largest expected response; it extends the time limit. */
  bytesExpected?: number;
}

/** Sends signed requests to one bucket and retries them a little where that may help. */
export interface S3Client {
  /** Returns the result of `read`, or null for a 404 if `missing` is null. */
  send<T>(
    method: string,
    path: string,
    request: S3Request & { missing: null },
    read: (response: Response) => Promise<T>,
  ): Promise<T | null>;
  send<T>(
    method: string,
    path: string,
    request: S3Request,
    read: (response: Response) => Promise<T>,
  ): Promise<T>;
  presign(
    method: string,
    path: string,
    seconds: number,
    headers: Record<string, string>,
    windowSeconds?: number,
  ): Promise<{ url: string; expiresAt: Date }>;
}

/** Opens a client without a request. */
export function openS3Client(options: S3ClientOptions): S3Client {
  const { accessKeyId, secretAccessKey, region, fetch = globalThis.fetch } = options;
  const aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
  const urlOf = (endpoint: string, path: string) =>
    `${endpoint.replace(/\/$/, "")}/${options.bucket}${path}`;

  async function sendOnce<T>(
    method: string,
    path: string,
    request: S3Request & { missing?: null },
    read: (response: Response) => Promise<T>,
  ): Promise<T | null> {
    const stop = new AbortController();
    const bytes = request.bytesExpected ?? request.body?.length ?? 0;
    const timer = setTimeout(
      () => stop.abort(new DOMException("Storage did not answer in time", "TimeoutError")),
      TIMEOUT_MILLISECONDS + bytes / BYTES_A_MILLISECOND_MIN,
    );
    try {
      const signed = await aws.sign(urlOf(options.endpoint, path), {
        method,
        headers: request.headers ?? {},
        body: request.body ?? null,
        signal: stop.signal,
        aws: { allHeaders: true },
      });
      const response = await fetch(signed);
      if (response.ok) return await read(response);
      const reason = (await response.text()).slice(0, REASON_LENGTH_MAX);
      if (response.status === 404 && request.missing === null) return null;
      throw new UnexpectedAnswer(response.status, `S3 ${method}: ${response.status} ${reason}`);
    } finally {
      clearTimeout(timer);
    }
  }

  async function send<T>(
    method: string,
    path: string,
    request: S3Request & { missing?: null },
    read: (response: Response) => Promise<T>,
  ): Promise<T | null> {
    for (let attempt = 0;; attempt++) {
      try {
        return await sendOnce(method, path, request, read);
      } catch (error) {
        if (error instanceof AppError) throw error;
        const lasting = error instanceof UnexpectedAnswer && !error.passes;
        if (lasting || attempt === RETRIES) {
          throw new AppError("unavailable", "Storage is unavailable.", { cause: error });
        }
        await delay(RETRY_DELAY_MILLISECONDS * 2 ** attempt);
      }
    }
  }

  return {
    send: send as S3Client["send"],
    async presign(method, path, seconds, headers, windowSeconds = 1) {
      const windowMs = windowSeconds * 1000;
      const signedAt = Math.floor(Date.now() / windowMs) * windowMs;
      const url = new URL(urlOf(options.publicEndpoint ?? options.endpoint, path));
      url.searchParams.set("X-Amz-Expires", String(seconds));
      const datetime = new Date(signedAt).toISOString().replace(/[:-]|\.\d{3}/g, "");
      const signed = await aws.sign(url.href, {
        method,
        headers,
        aws: { signQuery: true, allHeaders: true, datetime },
      });
      return { url: signed.url, expiresAt: new Date(signedAt + seconds * 1000) };
    },
  };
}

class UnexpectedAnswer extends Error {
  /** Whether the same request may succeed in a moment. */
  readonly passes: boolean;

  constructor(status: number, message: string) {
    super(message);
    this.passes = status >= 500 || status === 429;
  }
}
