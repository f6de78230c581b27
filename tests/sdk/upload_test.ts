import { assert, assertEquals, assertRejects } from "@std/assert";
import { data, type PendingUpload } from "@tintype/client";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { aJpeg } from "../helpers/media/uploads.ts";
import { type Intercept, signedIn } from "../helpers/people/clients.ts";

const CREATE = "POST /api/v1/media/upload";

Deno.test("an upload tells its progress, and a post may use it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada, { intercept: reaching(app) });
  const file = new Blob([await aJpeg(640, 480)], { type: "image/jpeg" });
  const told: number[] = [];
  const { mediaId, status } = await client.upload(file, {
    onProgress: ({ sentBytes, totalBytes }) => {
      assertEquals(totalBytes, file.size);
      told.push(sentBytes);
    },
  });
  assertEquals([status, told.at(-1)], ["processing", file.size]);
  await app.settled();
  const media = await data(client.api.GET("/api/v1/media/{id}", {
    params: { path: { id: mediaId } },
  }));
  assertEquals([media.status, media.width], ["ready", 640]);
});

Deno.test("a cancelled upload is resumed with its own picture", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada, { intercept: reaching(app) });
  const file = new Blob([await aJpeg(64, 64)], { type: "image/jpeg" });
  const stop = new AbortController();
  let begun: PendingUpload | undefined;
  const onBegin = (upload: PendingUpload) => {
    begun = upload;
    stop.abort(new Error("The page was left"));
  };
  await assertRejects(() => client.upload(file, { onBegin, signal: stop.signal }), Error, "left");
  const { mediaId } = await client.upload(file, { resumeFrom: begun! });
  assertEquals(mediaId, begun!.mediaId);
  assertEquals(client.sent.filter((request) => request === CREATE).length, 1);
});

Deno.test("a file that has arrived is not sent again", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  let puts = 0;
  const client = signedIn(app, ada, {
    intercept: async (request, send) => {
      if (request.method === "PUT") puts++;
      if (puts === 1 && request.url.endsWith("/complete")) throw new TypeError("No network");
      return await reaching(app)(request, send);
    },
    limits: { tries: 1 },
  });
  const file = new Blob([await aJpeg(64, 64)], { type: "image/jpeg" });
  let begun: PendingUpload | undefined;
  await assertRejects(() => client.upload(file, { onBegin: (upload) => begun = upload }));
  puts = 2;
  const { mediaId } = await client.upload(file, { resumeFrom: begun! });
  assertEquals([mediaId, puts], [begun!.mediaId, 2]);
});

Deno.test("an upload whose address has ended begins anew", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada, { intercept: reaching(app) });
  const body = { contentType: "image/jpeg", bytes: 100 };
  const old = await data(client.api.POST("/api/v1/media/upload", { body }));
  const file = new Blob([await aJpeg(64, 64)], { type: "image/jpeg" });
  const { mediaId } = await client.upload(file, {
    resumeFrom: { ...old, expiresAt: new Date().toISOString() },
  });
  assert(mediaId !== old.mediaId);
});

/** Sends uploads to the storage, which is a service of its own on real services. */
function reaching(app: TestApp): Intercept {
  return (request, send) =>
    request.method === "PUT" && !app.ctx.services.embeddedS3 ? fetch(request) : send(request);
}
