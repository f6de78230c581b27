import { assertEquals } from "@std/assert";
import { deleteAbandonedUploads } from "../../../jobs/media/delete_abandoned_uploads.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import {
  aJpeg,
  fileOf,
  objectsUnder,
  putUpload,
  runMedia,
  sendForm,
  upload,
} from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

Deno.test("uploads that never arrived and unused pictures are deleted, with their objects", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const bytes = await aJpeg(30, 20);
  const posted = await upload(app, ada, bytes);
  ok(await ada.post("/posts", { mediaIds: [posted] }), 201);
  ok(await sendForm(ada, "/users/me/avatar", { image: fileOf(bytes) }), 202);
  await runMedia(app);
  ok(await sendForm(ada, "/users/me/avatar", { image: fileOf(bytes) }), 202);
  const unused = await upload(app, ada, bytes);
  const young = await upload(app, ada, bytes);
  const { mediaId: incomplete } = await putUpload(app, ada, bytes);
  const { mediaId: current } = await putUpload(app, ada, bytes);
  // Only the latest avatar is in use.
  await sql`update media set created_at = now() - interval '25 hours' where id <> ${young}`;
  await sql`
    update media set upload_expires_at = now() - interval '1 hour' where id <> ${current}`;

  assertEquals(await deleteAbandonedUploads.run(app.ctx, signal), { deleted: 3 });
  for (const id of [unused, incomplete]) ok(await ada.get(`/media/${id}`), 404);
  for (const id of [posted, young, current]) ok(await ada.get(`/media/${id}`), 200);
  assertEquals(await deleteAbandonedUploads.run(app.ctx, signal), { deleted: 0 });

  await deleteStaleObjects.run(app.ctx, signal);
  const kept = await sql<{ key: string }[]>`
    select v ->> 'key' as key from media, jsonb_array_elements(variants) as v`;
  const stored = [
    ...await objectsUnder(app, "public/"),
    ...await objectsUnder(app, "private/"),
  ];
  assertEquals(stored.sort(), kept.map((row) => row.key).sort());
});

Deno.test("an object whose deletion was not recorded is deleted again without harm", async () => {
  await using app = await startApp();
  const { sql, storage } = app.ctx;
  await storage.put("private/gone/thumb.jpg", new Uint8Array(3), { contentType: "image/jpeg" });
  await sql`insert into storage_deletions (key) values ('private/gone/thumb.jpg')`;
  await storage.delete(["private/gone/thumb.jpg"]);
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), {
    deleted: 1,
    failed: 0,
    unpurged: 0,
  });
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), {
    deleted: 0,
    failed: 0,
    unpurged: 0,
  });
});
