import { openS3Server, type S3Server } from "../../../lib/embedded/s3/mod.ts";
import type { Storage } from "../../../lib/storage/storage.ts";
import { openS3Storage } from "../../../lib/storage/s3.ts";

/** The embedded S3 server with its own folder and port; disposing deletes it. */
export interface EmbeddedS3 extends AsyncDisposable, S3Server {
  options: typeof OPTIONS & { endpoint: string };
  /** The address of the server over HTTP, with the bucket. */
  bucketUrl: string;
  directory: string;
  /** Calls the server in process; its presigned URLs lead over HTTP. */
  storage: Storage;
}

const OPTIONS = {
  bucket: "media",
  region: "eu-test-1",
  accessKeyId: "AKTEST",
  secretAccessKey: "a-secret-of-the-tests",
};

/** Starts a server; `now` moves its clock. */
export async function startEmbeddedS3(
  overrides: { now?: () => number; directory?: string } = {},
): Promise<EmbeddedS3> {
  const directory = overrides.directory ?? await Deno.makeTempDir({ prefix: "tintype-s3-" });
  const server = await openS3Server({ ...OPTIONS, ...overrides, directory, basePath: "/s3" });
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, server.fetch);
  const publicEndpoint = `http://127.0.0.1:${http.addr.port}/s3`;
  const bucketUrl = `${publicEndpoint}/${OPTIONS.bucket}`;
  const options = { ...OPTIONS, endpoint: "http://storage.internal/s3" };
  return {
    ...server,
    options,
    bucketUrl,
    directory,
    storage: openS3Storage({
      ...options,
      publicEndpoint,
      publicBaseUrl: bucketUrl,
      fetch: server.fetch,
    }),
    async [Symbol.asyncDispose]() {
      await http.shutdown();
      if (!overrides.directory) await Deno.remove(directory, { recursive: true });
    },
  };
}
