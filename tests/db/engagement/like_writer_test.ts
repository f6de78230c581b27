import { assert, assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { openLikeWriter } from "../../../db/engagement/like_writer.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { WriterId } from "../../../domain/events/writer_id.ts";
import type { Invalidation } from "../../../domain/events/invalidations.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { publish } from "../../helpers/people/steps.ts";

const PEOPLE = 64;

/** Opens a writer, and records how many likes each of its batches changes. */
async function watched(app: TestApp) {
  const sizes: number[] = [];
  const { sql } = app.ctx;
  const committed = (events: readonly RecordedEvent[]) => {
    for (const { event } of events) {
      if (event.type !== "likes.changed") continue;
      sizes.push(event.posts.flatMap(({ liked, unliked }) => [...liked, ...unliked]).length);
    }
  };
  const people = await sql<{ id: UserId }[]>`
    insert into users (id, username, email, password_hash, full_name)
    select gen_random_uuid(), 'reader_' || n, n || '@example.com', 'none', 'Reader ' || n
    from generate_series(1, ${PEOPLE}::int) as n returning id`;
  const db = { sql, writerId: new WriterId(), committed, wake() {}, outcomeUnknown() {} };
  const writer = openLikeWriter(db);
  return { writer, sizes, ids: people.map(({ id }) => id) };
}

Deno.test("the likes of clients that repeat after each response are written in two halves", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { writer, sizes, ids } = await watched(app);
  await Promise.all(ids.map(async (id) => {
    for (const isLiked of [true, false, true, false, true]) {
      await writer.write({ postId, userId: id, isLiked });
    }
  }));
  // The first one is alone: it waits for no full batch.
  assertEquals(sizes.slice(0, 3), [1, PEOPLE / 2, PEOPLE / 2]);
  const [largest, batches] = [Math.max(...sizes), sizes.length];
  assert(largest <= PEOPLE / 2, `${largest} of ${PEOPLE} were written at once`);
  assert(batches <= 14, `${PEOPLE * 5} changes took ${batches} statements`);
});

Deno.test("changes of one like are written in the order of their arrival", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { writer, ids: [reader] } = await watched(app);
  const wanted = [true, false, true, true, false, true];
  const likes = await Promise.all(
    wanted.map((isLiked) => writer.write({ postId, userId: reader!, isLiked })),
  );
  assertEquals(likes.map((one) => one!.likes), wanted.map(Number));
});

Deno.test("a change that cannot be written fails alone, and the others of its batch are written", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { writer, sizes, ids } = await watched(app);
  const likers = [ids[0]!, "none of ours" as UserId, ids[1]!, ids[2]!];
  const changes = likers.map((id) => writer.write({ postId, userId: id, isLiked: true }));
  const outcomes = await Promise.allSettled(changes);
  assertEquals(outcomes.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  assertEquals(sizes.reduce((sum, size) => sum + size, 0), 3);
  const [row] = await app.ctx.sql<{ likesCount: number }[]>`
    select likes_count from posts where id = ${postId}`;
  assertEquals(row!.likesCount, 3);
});

Deno.test("two instances that write likes of one post at once count each once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { sql } = app.ctx;
  const { ids } = await watched(app);
  const revs: number[] = [];
  const instances = [1, 2].map(() =>
    openLikeWriter({
      sql,
      writerId: new WriterId(),
      outcomeUnknown() {},
      wake() {},
      committed: (events) => revs.push(...events.flatMap(({ event }) => revsOf(event))),
    })
  );
  await Promise.all(ids.map(async (id, n) => {
    for (const isLiked of [true, false, true]) {
      await instances[n % instances.length]!.write({ postId, userId: id, isLiked });
    }
  }));
  const [row] = await sql`
    select likes_count, counters_rev, (select count(*)::int from likes) as likes
    from posts where id = ${postId}`;
  assertEquals(row, { likesCount: PEOPLE, countersRev: revs.length, likes: PEOPLE });
  assertEquals(revs.toSorted((a, b) => a - b), revs.map((_, n) => n + 1));
});

function revsOf(event: RecordedEvent["event"]): number[] {
  return event.type === "likes.changed" ? event.posts.map(({ counters }) => counters.rev) : [];
}

Deno.test("changes that wait while Postgres is away are refused together, not one after another", async () => {
  let statements = 0;
  const gone = Object.assign(new Error("Nobody listens"), { code: "ECONNREFUSED" });
  const sql = () => ({
    then(_: unknown, reject: (error: Error) => void) {
      statements++;
      reject(gone);
    },
  });
  const outdated: Invalidation[] = [];
  const writer = openLikeWriter({
    sql: sql as unknown as SqlPool,
    writerId: new WriterId(),
    committed() {},
    wake() {},
    outcomeUnknown: (invalidations) => outdated.push(...invalidations),
  });
  const changes = Array.from(
    { length: PEOPLE },
    (_, n) => writer.write({ postId: "post" as PostId, userId: `${n}` as UserId, isLiked: true }),
  );
  const outcomes = await Promise.allSettled(changes);
  assertEquals(
    outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason),
    changes.map(() => gone),
  );
  // Only the first change was sent, with an unknown outcome.
  assertEquals(statements, 1);
  assertEquals(outdated, [{ cache: "viewer_states", id: "0" }]);
});
