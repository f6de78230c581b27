import { assertEquals, assertGreater } from "@std/assert";
import {
  LIKE_PARTITIONS,
  partitionLikes,
  preparePartitions,
} from "../../../db/engagement/like_partitions.ts";
import { eraseEngagement } from "../../../db/erasure/posts.ts";
import type { PostId } from "../../../domain/ids.ts";
import { transact } from "../../../db/transact.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { wrongCounters } from "../../helpers/app/scan.ts";
import type { Person } from "../../helpers/people/person.ts";
import { namesIn } from "../../helpers/people/social.ts";
import { ok, publish } from "../../helpers/people/steps.ts";

/** Copies few likes at once, so that a small table takes several turns. */
const divide = (app: TestApp, onCopied = () => Promise.resolve()) =>
  partitionLikes(app.ctx.workSql, { likesAtOnce: 7, onCopied });

async function like(person: Person, postId: string, isLiked: boolean): Promise<void> {
  const path = `/posts/${postId}/like`;
  ok(await (isLiked ? person.post(path) : person.delete(path)), 200);
}

Deno.test("likes are divided into partitions while people like, and none is lost", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "carol");
  const posts: string[] = [];
  for (let n = 0; n < 12; n++) posts.push((await publish(app, people[0])).postId);
  const isLikedAt = (index: number, turn: number) => (index + turn) % 3 > 0;
  let turn = 0;
  const likeAll = () =>
    Promise.all(
      people.flatMap((person, at) =>
        posts.map((postId, index) => like(person, postId, isLikedAt(index + at, turn)))
      ),
    );
  await likeAll();
  const isNew = await divide(app, async () => {
    turn++;
    await likeAll();
  });
  await app.settled();

  assertEquals([isNew, await divide(app)], [true, false]);
  assertGreater(turn, 2);
  const [found] = await app.ctx.sql<{ partitions: number }[]>`
    select count(*)::int as partitions from pg_inherits where inhparent = 'likes'::regclass`;
  assertEquals(found!.partitions, LIKE_PARTITIONS);
  assertEquals(await wrongCounters(app.ctx.sql), []);
  for (const [index, postId] of posts.entries()) {
    const likers = people.filter((_, at) => isLikedAt(index + at, turn)).map(({ name }) => name);
    assertEquals((await namesIn(people[0], `/posts/${postId}/likes`, "users")).sort(), likers);
  }
});

Deno.test("a table of likes whose division was interrupted is divided later", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await preparePartitions(app.ctx.workSql);
  ok(await ada.post(`/posts/${postId}/like`), 200);
  assertEquals(await divide(app), true);
  ok(await bob.delete(`/posts/${postId}/like`), 200);
  assertEquals(await namesIn(ada, `/posts/${postId}/likes`, "users"), ["ada"]);
});

Deno.test("erasing the likes of a post leaves those of others, also in partitions", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await divide(app);
  const posts: string[] = [];
  for (let n = 0; n < 8; n++) posts.push((await publish(app, ada)).postId);
  for (const postId of posts) ok(await bob.post(`/posts/${postId}/like`), 200);
  const erased = await transact(app.ctx.db, (tx) => eraseEngagement(tx, posts[0] as PostId, 100));
  assertEquals(erased, 1);
  const left = await app.ctx.sql<{ postId: string }[]>`select post_id from likes`;
  assertEquals(left.map((like) => like.postId).sort(), posts.slice(1).sort());
});
