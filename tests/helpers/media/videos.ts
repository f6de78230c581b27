import { join } from "node:path";
import { processVideos } from "../../../jobs/mod.ts";
import type { TestApp } from "../app/app.ts";
import type { Person } from "../people/person.ts";
import { ok } from "../people/steps.ts";
import { putUpload } from "./uploads.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Options = { contentType?: string; purpose?: string; posterUploadId?: string; sha256?: string };

/** Uploads a video that then waits for its job. */
export async function waitingVideo(
  app: TestApp,
  owner: Person,
  bytes: Bytes,
  options: Options = {},
): Promise<{ uploadId: string; mediaId: string }> {
  const upload = await putUpload(app, owner, bytes, { contentType: "video/mp4", ...options });
  ok(await owner.post(`/media/upload/${upload.uploadId}/complete`), 202);
  return upload;
}

/** Uploads a video and processes it; returns the id of the media. */
export async function uploadVideo(
  app: TestApp,
  owner: Person,
  bytes: Bytes,
  options: Options = {},
): Promise<string> {
  const { mediaId } = await waitingVideo(app, owner, bytes, options);
  await runVideos(app);
  return mediaId;
}

/** Runs the job until no video waits. */
export async function runVideos(app: TestApp): Promise<Record<string, number>> {
  const counts = await processVideos.run(app.ctx, new AbortController().signal);
  await app.settled();
  return counts;
}

/** Returns the names of the work folders that exist, beside the one of the program itself. */
export async function workFolders({ ctx }: TestApp): Promise<string[]> {
  const parent = join(ctx.config.DATA_DIR, "work");
  const own = await Array.fromAsync(Deno.readDir(parent), ({ name }) => join(parent, name))
    .catch(() => []);
  const inside = await Promise.all(
    own.map((path) => Array.fromAsync(Deno.readDir(path), ({ name }) => name)),
  );
  return inside.flat().filter((name) => name !== "lock");
}
