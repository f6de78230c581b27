import { assert, assertEquals } from "@std/assert";
import type { Drift } from "../../../domain/operations/invariants.ts";
import { newId } from "../../../domain/ids.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { type BusyWorld, busyWorld } from "../../helpers/posts/busy_world.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

Deno.test("an app that is idle after work has no drift, in a sample and in all", async () => {
  await using world = await busyWorld();
  for (const scope of ["sample", "all"]) {
    const { data } = ok(await world.root.get(`/admin/invariants?scope=${scope}`), 200);
    assertEquals([data.scope, data.drifts, data.driftsCount], [scope, [], 0]);
    assertEquals([data.checked.users, data.checked.posts], [4, 4]);
    assert(data.checked.media >= 4 && data.checked.inboxes >= 2 && data.checked.feeds >= 2);
  }
  const { checked } = ok(await world.root.get("/admin/invariants?scope=all"), 200).data;
  assert(checked.objects >= 12, `${checked.objects} objects`);
  assertEquals(ok(await world.root.get("/admin/invariants"), 200).data.scope, "sample");
});

Deno.test("an app that is busy during the check has no drift either", async () => {
  await using world = await busyWorld();
  const { app, root, ada, bob, postId } = world;
  const work = async (person: Person) => {
    for (let n = 0; n < 12; n++) {
      ok(await person.post(`/posts/${postId}/like`), 200);
      ok(await person.post(`/posts/${postId}/comments`, { content: `Number ${n}` }), 201);
      ok(await ada.post("/notifications/read-all"), 204);
      ok(await person.get("/feed"), 200);
      ok(await person.delete(`/posts/${postId}/like`), 200);
    }
  };
  let isOver = false;
  const working = Promise.all([work(bob), work(root)]).finally(() => isOver = true);
  let checks = 0;
  while (!isOver) {
    assertEquals(await drifts(world), []);
    checks++;
  }
  await working;
  assert(checks > 0);
  await app.settled();
  assertEquals(await drifts(world), []);
});

Deno.test("each wrong counter is reported with its stored and its real value", async () => {
  await using world = await busyWorld();
  const { app: { ctx: { sql } }, ada, postId } = world;
  const [user] = await sql<{ followers: number; following: number; posts: number }[]>`
    update users
    set followers_count = followers_count + 3, following_count = following_count + 4,
      posts_count = posts_count + 5
    where id = ${ada.id}
    returning followers_count as followers, following_count as following, posts_count as posts`;
  const [post] = await sql<{ likes: number; comments: number; reposts: number }[]>`
    update posts set likes_count = likes_count + 6, comments_count = comments_count + 7,
      reposts_count = reposts_count + 8
    where id = ${postId}
    returning likes_count as likes, comments_count as comments, reposts_count as reposts`;
  const drift = (what: Drift["what"], id: string, kept: number, off: number) => ({
    what,
    id,
    kept,
    real: kept - off,
  });
  assertEquals(await drifts(world), [
    drift("post.commentsCount", postId, post!.comments, 7),
    drift("post.likesCount", postId, post!.likes, 6),
    drift("post.repostsCount", postId, post!.reposts, 8),
    drift("user.followersCount", ada.id, user!.followers, 3),
    drift("user.followingCount", ada.id, user!.following, 4),
    drift("user.postsCount", ada.id, user!.posts, 5),
  ]);
});

Deno.test("likes without a post or a user are reported", async () => {
  await using world = await busyWorld();
  const { app: { ctx: { sql } }, ada, postId } = world;
  const [goneUser, gonePost] = [newId(), newId()];
  await sql`
    insert into likes (id, post_id, user_id, rev, is_told)
    values (${newId()}, ${postId}, ${goneUser}, 100, true), (${newId()}, ${gonePost}, ${ada.id}, 1, true)`;
  await sql`update posts set likes_count = likes_count + 1 where id = ${postId}`;
  assertEquals(await drifts(world), [
    { what: "like.stray", id: ada.id, kept: gonePost, real: null },
    { what: "like.stray", id: postId, kept: goneUser, real: null },
  ]);
});

Deno.test("an unread number that differs from Postgres is reported", async () => {
  await using world = await busyWorld();
  const { app: { ctx }, ada } = world;
  const { unreadCount } = ok(await ada.get("/notifications/unread-count"), 200).data;
  await ctx.kv.set(["user", ada.id, "unread"], unreadCount + 9);
  assertEquals(await drifts(world), [
    { what: "inbox.unread", id: ada.id, kept: unreadCount + 9, real: unreadCount },
  ]);
});

Deno.test("a missing row of a feed is reported, and a row without a post as well", async () => {
  await using world = await busyWorld();
  const { app: { ctx }, bob } = world;
  const rows = await Array.fromAsync(ctx.kv.list({ prefix: ["user", bob.id, "feed"] }));
  const lost = rows.find(({ value }) => (value as string[])[1] !== bob.id)!;
  await ctx.kv.delete(lost.key);
  const stray = newId();
  await ctx.kv.set(["user", bob.id, "feed", stray], [newId(), bob.id]);
  assertEquals(await drifts(world), [
    { what: "feed.missing", id: bob.id, kept: null, real: String(lost.key[3]) },
    { what: "feed.wrong", id: bob.id, kept: stray, real: null },
  ]);
});

Deno.test("a missing repost of a feed is reported, and a foreign one as well", async () => {
  await using world = await busyWorld();
  const { app: { ctx }, root, ada, bob } = world;
  const rows = await Array.fromAsync(ctx.kv.list<string[]>({ prefix: ["user", root.id, "feed"] }));
  const repost = rows.find(({ value }) => value[2] === ada.id)!;
  const [postId] = repost.value;
  await ctx.kv.set(repost.key, [postId!, bob.id, root.id]);
  assertEquals((await drifts(world)).map(({ what }) => what), ["feed.wrong"]);
  await ctx.kv.delete(repost.key);
  const place = String(repost.key[3]);
  assertEquals(await drifts(world), [
    { what: "feed.missing", id: root.id, kept: null, real: place },
  ]);
  // A retracted repost may stay in feeds for ever.
  await ctx.kv.set(["user", root.id, "feed", newId()], [postId!, bob.id, ada.id]);
  await ctx.kv.set(repost.key, repost.value);
  assertEquals(await drifts(world), []);
});

Deno.test("a missing object of a picture is reported, and an object without a row as well", async () => {
  await using world = await busyWorld();
  const { app: { ctx }, mediaId } = world;
  const [media] = await ctx.sql<{ key: string }[]>`
    select variants -> 0 ->> 'key' as key from media where id = ${mediaId}`;
  await ctx.storage.delete([media!.key]);
  const stray = `public/${"0".repeat(32)}/thumb.jpg`;
  await ctx.storage.put(stray, new Uint8Array(3), { contentType: "image/jpeg" });
  assertEquals(await drifts(world), [
    { what: "media.missing", id: mediaId, kept: media!.key, real: null },
    { what: "storage.unnamed", id: stray, kept: stray, real: null },
  ]);
  await ctx.sql`insert into storage_deletions (key) values (${stray})`;
  assertEquals((await drifts(world)).map(({ what }) => what), ["media.missing"]);
});

Deno.test("drifts beyond the reported ones are counted", async () => {
  await using app = await startApp();
  const [root] = await app.people("rosa");
  await makeAdmins(app, root);
  await app.ctx.sql`
    insert into posts (id, author_id, status, likes_count)
    select gen_random_uuid(), ${root.id}, 'processing', 1 from generate_series(1, 1010)`;
  const { data } = ok(await root.get("/admin/invariants?scope=all"), 200);
  assertEquals([data.driftsCount, data.drifts.length, data.checked.posts], [1010, 1000, 1010]);
});

Deno.test("invariants are checked for admins, in a scope that exists", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  assertEquals(errorCode(await ada.get("/admin/invariants"), 403), "forbidden");
  const nobody = await send(app.fetch, "GET", "/api/v1/admin/invariants");
  assertEquals(errorCode(nobody, 401), "unauthenticated");
  const wrong = await root.get("/admin/invariants?scope=some");
  assertEquals(errorCode(wrong, 400), "validation_failed");
});

/** Returns all drifts, ordered by name. */
async function drifts({ root }: BusyWorld): Promise<Drift[]> {
  const { data } = ok(await root.get("/admin/invariants?scope=all"), 200);
  assertEquals(data.driftsCount, data.drifts.length);
  return data.drifts.toSorted((a: { what: string }, b: { what: string }) =>
    a.what.localeCompare(b.what)
  );
}
