import { assert, assertEquals } from "@std/assert";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { startPurgeServer } from "../../helpers/media/purges.ts";
import { aJpeg, objectsUnder, runMedia, upload } from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

/** Publishes a post with a picture in storage; returns its public addresses, too. */
async function publishPicture(app: TestApp, author: Person) {
  const mediaIds = [await upload(app, author, await aJpeg(90, 60))];
  const { postId, media } = ok(await author.post("/posts", { mediaIds }), 201).data;
  return { postId, urls: media[0].variants.map((variant: { url: string }) => variant.url).sort() };
}

Deno.test("the CDN purges the pictures of a post that is no longer public", async () => {
  await using server = startPurgeServer();
  const env = { CDN_PURGE_URL: server.url, CDN_PURGE_TOKEN: "a secret" };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  const { postId, urls } = await publishPicture(app, ada);
  const leftInStorage: string[][] = [];
  server.answer(async () => {
    leftInStorage.push(await objectsUnder(app, "public/"));
    return new Response();
  });
  ok(await ada.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
  assertEquals((await runMedia(app)).moved, 1);
  assertEquals(server.asked.map((purge) => purge.urls.sort()), [urls]);
  // A copy after the purge would stay: by then there must be nothing left to copy.
  assertEquals(leftInStorage, [[]]);
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), {
    deleted: 0,
    failed: 0,
    unpurged: 0,
  });
});

Deno.test("a purge that fails is retried, and delays nothing else", async () => {
  await using server = startPurgeServer();
  await using app = await startApp({ env: { CDN_PURGE_URL: server.url } });
  const [ada] = await app.people("ada");
  const { postId, urls } = await publishPicture(app, ada);
  server.answer(() => new Response(null, { status: 503 }));
  await app.ctx.storage.put("uploads/stale", new Uint8Array(1), { contentType: "image/jpeg" });
  await app.ctx.sql`insert into storage_deletions (key) values ('uploads/stale')`;
  ok(await ada.delete(`/posts/${postId}`), 204);
  await runMedia(app);
  assertEquals(server.asked.length, 1);
  assertEquals(await objectsUnder(app, "uploads/stale"), []);
  assertEquals(await objectsUnder(app, "public/"), []);

  const dueIn = await app.ctx.sql<{ seconds: number }[]>`
    select extract(epoch from due_at - now())::float as seconds from storage_deletions
    where key like 'public/%'`;
  assertEquals(dueIn.length, urls.length);
  assert(dueIn.every(({ seconds }) => seconds > 0 && seconds <= 30));
  await app.ctx
    .sql`update storage_deletions set due_at = now() - interval '1 second' where key like 'public/%'`;
  server.answer(() => new Response());
  const done = { deleted: urls.length, failed: 0, unpurged: 0 };
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), done);
  assertEquals(server.asked[1]!.urls.sort(), urls);
  const none = { deleted: 0, failed: 0, unpurged: 0 };
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), none);
});

Deno.test("the CDN is not called about objects that it never had", async () => {
  await using server = startPurgeServer();
  await using app = await startApp({ env: { CDN_PURGE_URL: server.url } });
  await app.ctx.sql`
    insert into storage_deletions (key) values ('uploads/one'), ('private/two/large.jpg')`;
  assertEquals(await deleteStaleObjects.run(app.ctx, signal), {
    deleted: 2,
    failed: 0,
    unpurged: 0,
  });
  assertEquals(server.asked, []);
});
