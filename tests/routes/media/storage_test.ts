import { assert, assertEquals } from "@std/assert";
import { UNFINISHED_UPLOADS_MAX } from "../../../domain/limits.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { deleteUnfinishedUploads } from "../../../jobs/delete_unfinished_uploads.ts";
import { transact } from "../../../db/transact.ts";
import { eraseUser } from "../../../db/erasure/rows.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";
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
const MIB = 1024 * 1024;

const announce = (person: Person, bytes: number) =>
  person.post("/media/upload", { contentType: "image/jpeg", bytes });

const storageOf = async (person: Person) => ok(await person.get("/users/me/storage"), 200).data;

/** Returns the bytes of a user's pictures, counted from all their rows. */
async function counted({ ctx: { sql } }: TestApp, person: Person) {
  const [row] = await sql<{ used: number; pending: number }[]>`
    select coalesce(sum(media_bytes(status, declared_bytes, variants)), 0)::float8 as used,
      (count(*) filter (where status = 'pending'))::int as pending
    from media where owner_id = ${person.id}`;
  return row!;
}

Deno.test("storage shows the bytes of pictures, and deletions give the room back", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const empty = await storageOf(ada);
  assertEquals(empty, {
    usedBytes: 0,
    quotaBytes: 20 * 1024 * MIB,
    unfinishedUploads: 0,
    unfinishedBytes: 0,
  });
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const image = fileOf(await aJpeg(60, 60));
  ok(await sendForm(ada, "/users/me/avatar", { image }), 202);
  ok(await sendForm(ada, "/images/upload", { image, privacy: "public" }), 201);
  await runMedia(app);
  ok(await announce(ada, 1000), 201);
  const { usedBytes, unfinishedUploads, unfinishedBytes } = await storageOf(ada);
  assertEquals([unfinishedUploads, unfinishedBytes], [1, 1000]);
  assertEquals({ used: usedBytes, pending: 1 }, await counted(app, ada));
  const { variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
  const bytes = variants.reduce((sum: number, one: { bytes: number }) => sum + one.bytes, 0);
  ok(await ada.delete(`/media/${mediaId}`), 204);
  assertEquals((await storageOf(ada)).usedBytes, usedBytes - bytes);
  assertEquals(
    errorCode(await send(app.fetch, "GET", "/api/v1/users/me/storage"), 401),
    "unauthenticated",
  );
});

Deno.test("uploads that are announced at once exceed a limit no more than one after another", async () => {
  await using app = await startApp({ env: { STORAGE_QUOTA_BYTES: String(10 * MIB) } });
  const [ada, bob] = await app.people("ada", "bob");
  const answers = await Promise.all(Array.from({ length: 20 }, () => announce(ada, MIB)));
  assertEquals(answers.filter(({ status }) => status === 201).length, 10);
  const refused = answers.filter(({ status }) => status !== 201);
  for (const one of refused) assertEquals(errorCode(one, 413), "payload_too_large");
  // A form as well, before any of it is stored.
  const image = fileOf(await aJpeg(60, 60));
  for (const path of ["/images/upload", "/users/me/avatar"]) {
    assertEquals(errorCode(await sendForm(ada, path, { image }), 413), "payload_too_large");
  }
  assertEquals(await objectsUnder(app, "uploads/"), []);
  ok(await announce(bob, MIB), 201);
});

Deno.test("unfinished uploads have a limit, including deleted ones that may still arrive", async () => {
  await using app = await startApp({ env: { STORAGE_QUOTA_BYTES: "0" } });
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const ids: string[] = [];
  for (let n = 0; n < UNFINISHED_UPLOADS_MAX; n++) {
    ids.push(ok(await announce(ada, 1000), 201).data.mediaId);
  }
  assertEquals(errorCode(await announce(ada, 1000), 422), "unprocessable");
  for (const id of ids.slice(0, 10)) ok(await ada.delete(`/media/${id}`), 204);
  assertEquals(errorCode(await announce(ada, 1000), 422), "unprocessable");
  assertEquals((await storageOf(ada)).quotaBytes, null);
  // When all addresses have expired, each hour makes room.
  await sql`update media set upload_expires_at = now() - interval '1 hour'`;
  await sql`update storage_deletions set due_at = now() - interval '1 minute'`;
  assertEquals(await deleteUnfinishedUploads.run(app.ctx, signal), { uploads: 40 });
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals((await storageOf(ada)).unfinishedUploads, 0);
  for (let n = 0; n < 20; n++) ok(await announce(ada, 25 * MIB), 201);
  assertEquals(errorCode(await announce(ada, 25 * MIB), 422), "unprocessable");
});

Deno.test("a completed upload is no longer unfinished, and erased people count for nothing", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const { uploadId } = await putUpload(app, ada, await aJpeg(30, 20));
  assertEquals((await storageOf(ada)).unfinishedUploads, 1);
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  const { unfinishedUploads, usedBytes } = await storageOf(ada);
  assertEquals(unfinishedUploads, 0);
  assert(usedBytes > 0);
  await transact(app.ctx.db, (tx) => eraseUser(tx, ada.id));
  for (const table of ["media", "storage_uses"]) {
    assertEquals((await sql`select from ${sql(table)}`).count, 0, table);
  }
});

Deno.test("a file that is no picture counts as long as it is in storage", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const broken = (await aJpeg(90, 60)).subarray(0, 400);
  await upload(app, ada, broken);
  const image = fileOf(broken);
  ok(await sendForm(ada, "/users/me/avatar", { image }), 202);
  await runMedia(app);
  const { usedBytes, unfinishedUploads, unfinishedBytes } = await storageOf(ada);
  assertEquals([usedBytes, unfinishedUploads, unfinishedBytes], [0, 2, 2 * broken.length]);
  await sql`update storage_deletions set due_at = now() - interval '1 minute'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals((await storageOf(ada)).unfinishedBytes, 0);
  assertEquals(await objectsUnder(app, "uploads/"), []);
});
