import { assertEquals } from "@std/assert";
import { findWrongPlaces } from "../../../db/operations/feed_drift.ts";
import { firstIdAt, newId } from "../../../domain/ids.ts";
import { FEED_KEPT } from "../../../domain/limits.ts";
import { eraseDeletedPosts } from "../../../jobs/posts/erase_deleted_posts.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { captionsOf } from "../../helpers/people/social.ts";

const { signal } = new AbortController();

Deno.test("a restored post keeps its grants", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada, { privacy: "private" });
  const path = `/posts/${postId}`;
  ok(await ada.put(`${path}/grants/${bob.id}`), 204);
  ok(await ada.delete(path), 204);
  // Bob's permissions are loaded again meanwhile.
  ok(await bob.post(`/users/${cora.id}/follow`), 200);
  assertEquals(errorCode(await bob.get(path), 404), "not_found");
  ok(await ada.post(`${path}/restore`), 200);
  ok(await bob.get(path), 200);
});

Deno.test("a post is restored without its pictures only if posts may have none", async () => {
  for (const [photoOnly, status] of [["true", 422], ["false", 200]] as const) {
    await using app = await startApp({ env: { PHOTO_ONLY: photoOnly } });
    const [ada] = await app.people("ada");
    const { postId, media } = await publish(app, ada, { caption: "Lake" });
    ok(await ada.delete(`/posts/${postId}`), 204);
    ok(await ada.delete(`/media/${media[0].mediaId}`), 204);
    ok(await ada.post(`/posts/${postId}/restore`), status);
  }
});

Deno.test("a subscriber of a post gets an event when it is archived", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await using reader = await listening.open(bob);
  await reader.subscribe(`post:${postId}`);
  ok(await ada.post(`/posts/${postId}/archive`), 200);
  const { event } = await reader.next("post.deleted");
  assertEquals(event.data.postId, postId);
});

Deno.test("a walk loses nothing below restored posts that are older than the stored rows", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const places = Array.from({ length: FEED_KEPT + 60 }, () => newId()).sort();
  const { media } = await publish(app, ada);
  const posts = places.map((id) => ({ id, authorId: ada.id, status: "published", sortId: id }));
  await app.ctx.sql`insert into posts ${app.ctx.sql(posts)}`;
  await app.ctx.sql`
    insert into post_media (post_id, position, media_id)
    select id, 1, ${media[0].mediaId} from posts
    where id = any(${places})`;
  await app.ctx.sql`update users set posts_count = ${places.length + 1} where id = ${ada.id}`;
  const back = places.slice(0, 20);
  for (const id of back) ok(await ada.post(`/posts/${id}/archive`), 200);
  const walk = async () => (await walkList(bob, "/feed", "posts", 10)).map((post) => post.postId);
  assertEquals((await walk()).length, places.length - back.length + 1);
  for (const id of back) ok(await ada.post(`/posts/${id}/publish`), 200);
  await app.settled();
  assertEquals((await walk()).slice(1), places.toReversed());
});

Deno.test("a reply whose parent was erased is still a reply, and in no list of other posts", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  assertEquals(await captionsOf(bob), []);
  const { postId } = await publish(app, ada, { caption: "Lake #boats" });
  await app.settled();
  ok(await bob.post("/posts", { caption: "Mine #boats", parentPostId: postId }), 201);
  ok(await bob.post("/posts", { caption: "Other #boats" }), 201);
  const lists = ["/posts", "/feed/public", "/tags/boats/posts", "/posts?tag=boats"];
  const listed = () => Promise.all(lists.map((path) => captionsOf(ada, path)));
  assertEquals(await listed(), lists.map(() => ["Other #boats", "Lake #boats"]));
  ok(await ada.delete(`/posts/${postId}`), 204);
  await sql`update posts set deleted_at = now() - interval '31 days' where id = ${postId}`;
  assertEquals(await eraseDeletedPosts.run(app.ctx, signal), { erased: 1, failed: 0 });
  await app.settled();
  assertEquals(await listed(), lists.map(() => ["Other #boats"]));
  assertEquals(await captionsOf(bob), ["Other #boats", "Mine #boats"]);
  // Its row stays in feeds; the check reports such rows only for young posts.
  const gone = (days: number) => ({
    sortId: firstIdAt(Date.now() - days * 86_400_000),
    postId,
    authorId: ada.id,
  });
  assertEquals((await findWrongPlaces(sql, [gone(31), gone(1)])).length, 1);
});
