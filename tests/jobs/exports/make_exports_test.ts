import { assert, assertEquals, assertRejects } from "@std/assert";
import { beginAttempt, claimExport, finishExport, recordUpload } from "../../../db/exports/work.ts";
import { LeaseLost } from "../../../db/outbox/leases.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { makeExports } from "../../../jobs/exports/make_exports.ts";
import { exported, fetchExport } from "../../helpers/media/archive.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok, publish } from "../../helpers/people/steps.ts";
import { liveALife } from "../../helpers/app/life.ts";
import { PASSWORD } from "../../helpers/people/person.ts";
import { aJpeg, objectsUnder, upload } from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

Deno.test("an export has nothing of another person: no address, no word, no secret", async () => {
  await using app = await startApp();
  const { bob, ada } = await liveALife(app);
  ok(await bob.patch("/users/me", { bio: "of bob, and nobody else's" }), 200);
  const [, archive] = await exported(app, bob);
  assertEquals(archive.json("profile.json").email, "bob@example.com");
  const alien = /canary(?!_ada")|cyd@example|canary_ada@|From cyd|Of @bob|Only followers/i;
  // A conversation has the words of all who are in it.
  const ownNames = archive.names.filter((name) => /^[a-z_]+\.json$/.test(name));
  const own = ownNames.map((name) => JSON.stringify(archive.json(name))).join("\n");
  assertEquals(alien.exec(own.replaceAll("From bob", "")), null);
  assert(!/hash|refresh|"password/i.test(archive.text));
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  const [, later] = await exported(app, bob);
  assert(!later.text.includes(ada.id), "who blocks bob is in none of his lists");
});

Deno.test("an export names files only by ids, whatever people write", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(20, 20));
  const evil = "../../etc/passwd\\..\\x.exe";
  ok(await ada.patch(`/media/${mediaId}`, { altText: evil }), 200);
  ok(await ada.post("/posts", { mediaIds: [mediaId], caption: evil, header: evil }), 201);
  await app.ctx.sql`update media set format = ${evil}, camera = ${evil}, declared_type = ${evil}`;
  const [, archive] = await exported(app, ada);
  for (const name of archive.names) {
    assert(/^([a-z_]+\.json|media\/[0-9a-f-]{36}\.(jpg|png|gif|webp|bin))$/.test(name), name);
  }
  assertEquals(archive.json("posts.json")[0].caption, evil);
});

Deno.test("an export of several pages and several parts is complete", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql, storage } = app.ctx;
  await sql`
    insert into comments (id, post_id, author_id, content)
    select gen_random_uuid(), ${(await publish(app, ada)).postId}, ${ada.id}, 'Number ' || n
    from generate_series(1, 450) as n`;
  const mediaId = await upload(app, ada, await aJpeg(20, 20));
  const large = new Uint8Array(20 * 1024 ** 2);
  for (let at = 0; at < large.length; at += 65_536) {
    crypto.getRandomValues(large.subarray(at, at + 65_536));
  }
  const key = "private/00000000000000000000000000000000/original.jpg";
  await storage.put(key, large, { contentType: "image/jpeg" });
  const variant = { name: "original", key, width: 20, height: 20, contentType: "image/jpeg" };
  await sql`
    update media set variants = ${sql.json([{ ...variant, bytes: large.length }] as never)}
    where id = ${mediaId}`;
  const [, archive] = await exported(app, ada);
  assertEquals(archive.json("comments.json").length, 450);
  assertEquals(archive.bytes(`media/${mediaId}.jpg`), large);
});

Deno.test("a job that was killed half-way is resumed, and its half upload is deleted", async () => {
  await using app = await startApp();
  const { sql, storage } = app.ctx;
  const [ada] = await app.people("ada");
  const { exportId } = ok(await ada.post("/users/me/export"), 202).data;
  // The dead worker had begun an upload, and sent a part of it.
  const dead = (await claimExport(sql))!;
  const key = "private/dead/export.zip";
  await beginAttempt(sql, dead, key);
  const uploading = storage.putParts(key, parts(), {
    contentType: "application/zip",
    begun: (uploadId) => recordUpload(sql, dead, uploadId),
    completing: () => Promise.resolve(),
  });
  assertEquals(await makeExports(app.ctx, signal), { exported: 0, failed: 0 }, "it is leased");
  await begun.promise;
  await sql`update exports set leased_until = now() - interval '1 second'`;
  assertEquals(await makeExports(app.ctx, signal), { exported: 1, failed: 0 });
  const archive = await fetchExport(app, ada, exportId);
  assertEquals(archive.json("profile.json").username, "ada");

  rest.resolve();
  await assertRejects(() => uploading, Error, "unavailable");
  await assertRejects(() => finishExport(sql, dead, { key, bytes: 1 }), LeaseLost);
  assertEquals((await objectsUnder(app, "private/dead/")).length, 0);
  const [row] = await sql<{ attempts: number; uploadId: null }[]>`
    select attempts, upload_id from exports`;
  assertEquals([row!.attempts, row!.uploadId], [2, null]);

  async function* parts() {
    yield new Uint8Array(17 * 1024 ** 2);
    begun.resolve();
    await rest.promise;
    yield new Uint8Array(1);
  }
});
const begun = Promise.withResolvers<void>();
const rest = Promise.withResolvers<void>();

Deno.test("an export that fails is retried, and given up after three times", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  await upload(app, ada, await aJpeg(20, 20));
  const { exportId } = ok(await ada.post("/users/me/export"), 202).data;
  // A picture that is larger in storage than declared is not read.
  await sql`
    update media set variants = (
      select jsonb_agg(jsonb_set(v, '{bytes}', '1')) from jsonb_array_elements(variants) as v)`;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const { data } = ok(await ada.get(`/users/me/export/${exportId}`), 200);
    assertEquals([data.status, data.url], ["waiting", undefined]);
    assertEquals(await makeExports(app.ctx, signal), { exported: 0, failed: 1 });
    await sql`update exports set leased_until = now() - interval '1 second'`;
  }
  assertEquals(ok(await ada.get(`/users/me/export/${exportId}`), 200).data.status, "failed");
  assertEquals(await makeExports(app.ctx, signal), { exported: 0, failed: 0 });
});

Deno.test("the file of an export is deleted after its day, and a deleted account gets none", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await exported(app, ada);
  assertEquals((await objectsUnder(app, "private/")).length, 1);
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals((await objectsUnder(app, "private/")).length, 1);
  const [due] = await sql<{ hours: number }[]>`
    select extract(epoch from due_at - now())::float / 3600 as hours from storage_deletions`;
  assert(due!.hours > 23.9 && due!.hours <= 24);
  await sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, "private/"), []);

  ok(await bob.post("/users/me/export"), 202);
  ok(await bob.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals(await makeExports(app.ctx, signal), { exported: 0, failed: 0 });
});
