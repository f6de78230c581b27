import { assertEquals } from "@std/assert";
import { processMedia } from "../../../jobs/media/process_media.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import type { Answer, Person } from "../people/person.ts";
import { jpeg, photo, png } from "./pictures.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Returns a JPEG of this size. */
export const aJpeg = (width: number, height: number): Promise<Bytes> => jpeg(photo(width, height));

/** Returns a PNG of this size. */
export const aPng = (width: number, height: number): Promise<Bytes> => png(photo(width, height));

/** Announces an upload, sends its bytes to the returned address, and returns the upload. */
export async function putUpload(
  app: TestApp,
  owner: Person,
  bytes: Bytes,
  options: { contentType?: string; sha256?: string; purpose?: string } = {},
) {
  const { contentType = "image/jpeg", ...rest } = options;
  const intent = { contentType, bytes: bytes.length, ...rest };
  const upload = ok(await owner.post("/media/upload", intent), 201).data;
  const { url, method, headers } = upload;
  const put = await reach(app, url, { method, headers: lengthy(headers, bytes), body: bytes });
  await put.body?.cancel();
  assertEquals(put.status, 200);
  return upload;
}

/** Uploads a picture and processes it; returns the id of the media. */
export async function upload(
  app: TestApp,
  owner: Person,
  bytes: Bytes,
  options: { contentType?: string; sha256?: string; purpose?: string } = {},
): Promise<string> {
  const { uploadId, mediaId } = await putUpload(app, owner, bytes, options);
  ok(await owner.post(`/media/upload/${uploadId}/complete`), 202);
  await runMedia(app);
  return mediaId;
}

/** Runs the job until no picture waits. */
export async function runMedia(app: TestApp): Promise<Record<string, number>> {
  const counts = await processMedia.run(app.ctx, new AbortController().signal);
  await app.settled();
  return counts;
}

/** Sends a multipart form; a list of values repeats its field. */
export async function sendForm(
  person: Person,
  path: string,
  fields: Record<string, string | File | string[]>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value);
  }
  const response = await person.fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${person.accessToken}`, ...headers },
    body: form,
  });
  const body = await response.json();
  return { status: response.status, headers: response.headers, body, data: body.data };
}

/** Returns a picture as a form sends it. */
export function fileOf(bytes: Bytes, type = "image/jpeg", name = "picture.jpg"): File {
  return new File([bytes], name, { type });
}

/** Reads an address in storage, as a client does. */
export async function download(
  app: TestApp,
  url: string,
  { range }: { range?: string } = {},
): Promise<{ status: number; bytes: Bytes; headers: Headers }> {
  const target = await targetOf(app, url);
  if (target === null) return { status: 404, bytes: new Uint8Array(), headers: new Headers() };
  const response = await reach(app, target, { headers: range === undefined ? {} : { range } });
  const { status, headers } = response;
  return { status, bytes: await response.bytes(), headers };
}

/** Returns the address in storage that a picture's address leads to, or null. */
export async function targetOf(app: TestApp, url: string): Promise<string | null> {
  if (!url.startsWith(`${app.ctx.config.PUBLIC_URL}/m/`)) return url;
  const response = await app.fetch(url);
  await response.body?.cancel();
  return response.headers.get("location");
}

/** Returns the keys of all objects in storage with a prefix. */
export async function objectsUnder(app: TestApp, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(app.ctx.storage.list(prefix))).map(({ key }) => key);
}

/** Ends all leases and waiting times of media work. */
export async function endLeases({ ctx }: TestApp): Promise<void> {
  await ctx.sql`update media set leased_until = '-infinity'`;
}

function reach(app: TestApp, url: string, init?: RequestInit): Promise<Response> {
  return app.ctx.services.embeddedS3 ? app.fetch(url, init) : fetch(url, init);
}

// A Request that is not sent over a socket has no Content-Length.
function lengthy(headers: Record<string, string>, bytes: Bytes): Record<string, string> {
  return { ...headers, "content-length": String(bytes.length) };
}
