import { assert, assertEquals } from "@std/assert";
import type { Job } from "../../../jobs/runtime/job.ts";
import { publishScheduledPosts } from "../../../jobs/posts/publish_scheduled_posts.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { within } from "../../../lib/deadline.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";

const { signal } = new AbortController();
const ENV = { PHOTO_ONLY: "false" };
const LATER = () => new Date(Date.now() + 3_600_000).toISOString();

const schedule = async (author: Person, caption: string, post = {}) =>
  ok(await author.post("/posts", { caption, publishAt: LATER(), ...post }), 201).data;

const fallDue = ({ ctx: { sql } }: TestApp) =>
  sql`update posts set publish_at = now() - interval '1 second' where status = 'scheduled'`;

const postNotificationsOf = async (app: TestApp, person: Person) => {
  await app.settled();
  const list = await walkList(person, "/notifications", "notifications", 50);
  return list.filter((one) => one.type.startsWith("post_")).map((one) => [one.type, one.postId]);
};

Deno.test("a due post is published as if its author did it at that moment, and the author is notified", async () => {
  await using app = await startApp({ env: ENV });
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await walkList(bob, "/feed", "posts");
  const late = await schedule(ada, "Due, @bob");
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 0, failed: 0 });
  const between = ok(await ada.post("/posts", { caption: "Between" }), 201).data;
  await fallDue(app);
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 1, failed: 0 });
  assertEquals(await postNotificationsOf(app, ada), [["post_published", late.postId]]);
  const feed = await walkList(bob, "/feed", "posts");
  assertEquals(feed.map((post) => post.postId), [late.postId, between.postId]);
  assert(feed[0].createdAt >= between.createdAt);
  const mentions = await walkList(bob, "/notifications", "notifications");
  assertEquals(mentions.map((one) => [one.type, one.postId]), [["mention", late.postId]]);
  assertEquals(ok(await bob.get("/users/@ada"), 200).data.postsCount, 2);
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 0, failed: 0 });
});

Deno.test("a due post waits for pictures in processing, and fails if one is missing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const withPicture = async (status: string) => {
    const mediaId = await insertReadyMedia(sql, ada.id);
    await sql`update media set status = 'pending' where id = ${mediaId}`;
    const { postId } = await schedule(ada, status, { mediaIds: [mediaId] });
    await sql`
      update media set status = ${status}, leased_until = now() + interval '1 hour'
      where id = ${mediaId}`;
    return { postId, mediaId };
  };
  const waiting = await withPicture("processing");
  const failed = await withPicture("failed");
  const missing = await withPicture("pending");
  await fallDue(app);
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 3, failed: 0 });
  const statusOf = async ({ postId }: { postId: string }) =>
    ok(await ada.get(`/posts/${postId}`), 200).data.status;
  assertEquals(await statusOf(waiting), "processing");
  for (const post of [failed, missing]) assertEquals(await statusOf(post), "failed");
  assertEquals(
    (await postNotificationsOf(app, ada)).sort(),
    [["post_failed", failed.postId], ["post_failed", missing.postId]].sort(),
  );
  // The author repairs the failed post.
  const listed = await walkList(ada, "/users/me/drafts", "posts");
  assertEquals(listed.map((post) => post.postId).sort(), [failed.postId, missing.postId].sort());
  assertEquals(
    errorCode(await ada.post(`/posts/${missing.postId}/publish`), 422),
    "unprocessable",
  );
  const mediaIds = [await insertReadyMedia(sql, ada.id)];
  ok(await ada.patch(`/posts/${missing.postId}`, { mediaIds }), 200);
  ok(await ada.post(`/posts/${missing.postId}/publish`), 200);
  assertEquals(await statusOf(missing), "published");
  // The author removes the picture that no worker processes: the rest is complete.
  ok(await ada.patch(`/posts/${waiting.postId}`, { mediaIds }), 200);
  const items = await postNotificationsOf(app, ada);
  assertEquals(items[0], ["post_published", waiting.postId]);
  assertEquals(items.filter(([type]) => type === "post_published").length, 1);
});

Deno.test("two publishers at once publish each post once, with one event and one notification", async () => {
  await using app = await startApp({ env: ENV });
  const { sql } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (const author of [ada, cora]) await follow(app, bob, author);
  await walkList(bob, "/feed", "posts");
  const ids: string[] = [];
  for (let n = 0; n < 12; n++) {
    ids.push((await schedule(n % 2 ? ada : cora, `${n}`)).postId);
  }
  await fallDue(app);
  const runs = await Promise.all(
    Array.from({ length: 3 }, () => publishScheduledPosts.run(app.ctx, signal)),
  );
  assertEquals(runs.reduce((sum, run) => sum + run.published!, 0), ids.length);
  for (const [author, count] of [[ada, 6], [cora, 6]] as const) {
    assertEquals(ok(await bob.get(`/users/${author.id}`), 200).data.postsCount, count);
    assertEquals((await postNotificationsOf(app, author)).length, count);
  }
  const feed = (await walkList(bob, "/feed", "posts", 5)).map((post) => post.postId);
  assertEquals(feed.toSorted(), ids.toSorted());
  const [drift] = await sql<{ count: number }[]>`
    select count(*)::int from notifications where type = 'post_published'`;
  assertEquals(drift!.count, ids.length);
});

Deno.test("a timer publishes on time, and the job sets it for the next", async () => {
  await using app = await startApp({ env: ENV });
  const [ada] = await app.people("ada");
  await using runner = new JobRunner(app.ctx, signal);
  let published = 0;
  const isDone = Promise.withResolvers<void>();
  const job: Job = {
    ...publishScheduledPosts,
    async run(ctx, stop) {
      const counts = await publishScheduledPosts.run(ctx, stop);
      published += counts.published!;
      if (published === 2) isDone.resolve();
      return counts;
    },
  };
  runner.listen([job]);
  const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
  const second = await schedule(ada, "second", { publishAt: soon(3000) });
  const first = await schedule(ada, "first", { publishAt: soon(2000) });
  await schedule(ada, "far off");
  await isDone.promise;
  const posts = await walkList(ada, "/users/me/posts", "posts");
  assertEquals(posts.map((post) => post.postId), [second.postId, first.postId]);
  for (const [post, { publishAt }] of [[posts[1], first], [posts[0], second]]) {
    const lateMs = Date.parse(post.createdAt) - Date.parse(publishAt);
    assert(lateMs >= 0, `${lateMs} ms`);
  }
});

Deno.test("a post that was scheduled at an instance that died is published by another one", async () => {
  await using database = await openTestDatabase();
  await using dead = await startApp({ env: ENV, database });
  await using alive = await startApp({ env: ENV, database });
  const [ada] = await dead.people("ada");
  const isDone = Promise.withResolvers<void>();
  const job: Job = {
    ...publishScheduledPosts,
    async run(ctx, stop) {
      const counts = await publishScheduledPosts.run(ctx, stop);
      if (counts.published === 1) isDone.resolve();
      return counts;
    },
  };
  const first = { ...alive.ctx, isFirst: () => true };
  await using runner = new JobRunner(first, signal, { lookMs: 50 });
  runner.listen([job]);
  // Nobody runs the jobs of the instance that it is written at.
  await schedule(ada, "Hello", { publishAt: new Date(Date.now() + 1000).toISOString() });
  await within(60_000, isDone.promise);
});

Deno.test("a suspended author's scheduled posts wait for them", async () => {
  await using app = await startApp({ env: ENV });
  const [ada] = await app.people("ada");
  const { postId } = await schedule(ada, "Hello");
  await fallDue(app);
  const suspend = (isSuspended: boolean) =>
    transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, isSuspended));
  await suspend(true);
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 0, failed: 0 });
  await suspend(false);
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 1, failed: 0 });
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "published");
});
