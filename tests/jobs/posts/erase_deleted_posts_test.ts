import { assertEquals } from "@std/assert";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { eraseDeletedPosts } from "../../../jobs/posts/erase_deleted_posts.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, ok } from "../../helpers/people/steps.ts";
import { aJpeg, objectsUnder, upload } from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

Deno.test("posts deleted 30 days ago are erased, with pictures that nothing else uses", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const bytes = await aJpeg(30, 20);
  const [alone, shared, kept] = [
    await upload(app, ada, bytes),
    await upload(app, ada, bytes),
    await upload(app, ada, bytes),
  ];
  const publish = async (mediaIds: string[]) =>
    ok(await ada.post("/posts", { mediaIds, caption: "Lake" }), 201).data.postId as string;
  const old = await publish([alone, shared]);
  const young = await publish([kept]);
  const live = await publish([shared]);
  ok(await bob.post(`/posts/${old}/like`), 200);
  ok(await bob.post(`/posts/${old}/comments`, { content: "Nice" }), 201);
  ok(await ada.patch(`/posts/${old}`, { caption: "Sea" }), 200);
  await sql`
    insert into saves (id, post_id, user_id) values (gen_random_uuid(), ${old}, ${bob.id})`;
  const reply = ok(await bob.post("/posts", { caption: "Where?", parentPostId: old }), 201).data;
  for (const id of [old, young]) ok(await ada.delete(`/posts/${id}`), 204);
  await sql`update posts set deleted_at = now() - interval '31 days' where id = ${old}`;

  assertEquals(await eraseDeletedPosts.run(app.ctx, signal), { erased: 1, failed: 0 });
  assertEquals(await eraseDeletedPosts.run(app.ctx, signal), { erased: 0, failed: 0 });
  for (const table of ["likes", "comments", "saves", "post_versions", "post_media"]) {
    assertEquals((await sql`select from ${sql(table)} where post_id = ${old}`).count, 0, table);
  }
  assertSameAnswer(
    await ada.post(`/posts/${old}/restore`),
    await ada.post(`/posts/${crypto.randomUUID()}/restore`),
  );
  ok(await ada.get(`/media/${alone}`), 404);
  for (const id of [shared, kept]) ok(await ada.get(`/media/${id}`), 200);
  ok(await bob.get(`/posts/${live}`), 200);
  assertEquals(ok(await bob.get(`/posts/${reply.postId}`), 200).data.parentPostId, null);
  assertEquals(ok(await ada.post(`/posts/${young}/restore`), 200).data.status, "published");

  await app.settled();
  await deleteStaleObjects.run(app.ctx, signal);
  const named = await sql<{ key: string }[]>`
    select v ->> 'key' as key from media, jsonb_array_elements(variants) as v`;
  const stored = [...await objectsUnder(app, "public/"), ...await objectsUnder(app, "private/")];
  assertEquals(stored.sort(), named.map((row) => row.key).sort());
  assertEquals((await sql`select from posts where id = ${reply.postId}`).count, 1);
});
