import { assertEquals } from "@std/assert";
import { z } from "zod";
import { changeLikes } from "../../../db/engagement/likes.ts";
import { one, type SqlPool } from "../../../db/sql.ts";
import type { StoredEvent } from "../../../db/transact.ts";
import { idInputOf } from "../../../routes/http/fields.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { somebodyWaits } from "../../helpers/sql/waiting.ts";

const like = z.strictObject({
  id: z.uuid(),
  userId: idInputOf<"user">(),
  rev: z.int(),
  isTold: z.boolean(),
});
const likesChanged = z.strictObject({
  origin: z.string(),
  at: z.int(),
  type: z.literal("likes.changed"),
  posts: z.array(z.strictObject({
    authorId: idInputOf<"user">(),
    counters: z.strictObject({
      postId: idInputOf<"post">(),
      likes: z.int(),
      comments: z.int(),
      reposts: z.int(),
      rev: z.int(),
    }),
    liked: z.array(like),
    unliked: z.array(like),
  })),
}) satisfies z.ZodType<StoredEvent["event"]>;

Deno.test("the event of likes, which SQL writes as text, has the format that readers of the outbox expect", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const [first, second] = [await publish(app, ada), await publish(app, ada)];
  ok(await bob.post(`/posts/${first.postId}/like`), 200);
  await app.settled();
  const { postId } = first;
  const changes = [
    { postId, userId: bob.id, isLiked: false },
    { postId, userId: cora.id, isLiked: true },
    { postId, userId: ada.id, isLiked: true },
    { postId: second.postId, userId: bob.id, isLiked: true },
  ];
  const committed: unknown[] = [];
  // No relay sees the event while its transaction is open.
  const stored = await app.ctx.sql.begin(async (tx) => {
    const sql = tx as unknown as SqlPool;
    await changeLikes(
      { ...app.ctx.db, sql, committed: (events) => committed.push(...events) },
      changes,
    );
    return await one(sql<{ id: string; event: unknown }[]>`select id, event from outbox`);
  });
  const { origin: writerId, at, ...event } = likesChanged.parse(stored.event);
  assertEquals(committed, [{ id: stored.id, writerId, at, event }]);
  const posts = new Map(event.posts.map((post) => [post.counters.postId, post]));
  const short = (likes: z.infer<typeof like>[]) =>
    Object.fromEntries(likes.map(({ userId, isTold }) => [userId, isTold]));
  assertEquals(
    [postId, second.postId].map((id) => {
      const { authorId, counters, liked, unliked } = posts.get(id)!;
      return [authorId, counters.likes, short(liked), short(unliked)];
    }),
    [
      [ada.id, 2, { [cora.id]: true, [ada.id]: false }, { [bob.id]: true }],
      [ada.id, 1, { [bob.id]: true }, {}],
    ],
  );
});

Deno.test("likes are deleted with their post and with their user", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { sql } = app.ctx;
  const [first, second] = [await publish(app, ada), await publish(app, ada)];
  for (const { postId } of [first, second]) {
    for (const person of [bob, cora]) ok(await person.post(`/posts/${postId}/like`), 200);
  }
  await sql`delete from posts where id = ${first.postId}`;
  await sql`delete from users where id = ${bob.id}`;
  const left = await sql`select post_id, user_id from likes`;
  assertEquals([...left], [{ postId: second.postId, userId: cora.id }]);
});

Deno.test("a like waits while its post or its user is being deleted, and then fails", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { sql } = app.ctx;
  const { postId } = await publish(app, ada);
  const { postId: other } = await publish(app, ada);
  const cases = [
    [cora, postId, sql`delete from posts where id = ${postId}`],
    [bob, other, sql`delete from users where id = ${bob.id}`],
  ] as const;
  for (const [person, liked, end] of cases) {
    const { answer } = await sql.begin(async (tx) => {
      await tx`${end}`;
      const answer = person.post(`/posts/${liked}/like`);
      await somebodyWaits(sql);
      return { answer };
    });
    errorCode(await answer, 404);
  }
  assertEquals((await sql`select from likes`).length, 0);
});
