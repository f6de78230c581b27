import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { type KvTrouble, troubleKv } from "../helpers/app/kv.ts";
import type { Person } from "../helpers/people/person.ts";
import { feedRowsOf, inboxOf, logOf } from "../helpers/app/traces.ts";

/** Creates Ada and Bob. Bob follows her and reads his feed, so her posts are written to it. */
async function withFollower(app: TestApp): Promise<[Person, Person]> {
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  ok(await bob.get("/feed"), 200);
  ok(await ada.get("/notifications"), 200);
  return [ada, bob];
}

/** Makes a post, a like and a comment, and checks that each effect exists once. */
async function oneRound(app: TestApp, ada: Person, bob: Person): Promise<void> {
  const before = (await inboxOf(ada)).unread;
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  const { data } = ok(await bob.post(`/posts/${postId}/comments`, { content: "Lovely" }), 201);
  await app.settled();
  assertEquals((await feedRowsOf(app, bob.id)).filter((id) => id === postId), [postId]);
  const feed = ok(await bob.get("/feed?limit=50"), 200).data.posts;
  assertEquals(feed.filter((post: { postId: string }) => post.postId === postId).length, 1);
  const about = await logged(app, `user:${bob.id}`, postId);
  assertEquals(about, ["post.created"]);
  assertEquals(await logged(app, `user:${ada.id}`, postId), ["post.created"]);
  const comments = await logged(app, `post:${postId}`, data.commentId);
  assertEquals(comments, ["comment.created"]);
  const { items, unread } = await inboxOf(ada);
  assertEquals(items.slice(0, 2), ["comment of 1", "like of 1"]);
  assertEquals(unread, before + 2);
  assertEquals(await app.ctx.sql`select from outbox`.then((rows) => rows.length), 0);
}

/** Returns the types of a topic's log entries that name an id. */
async function logged(app: TestApp, topic: string, id: string): Promise<string[]> {
  const entries = await logOf(app, topic);
  return entries.filter(({ ref }) => Object.values(ref).includes(id)).map(({ type }) => type);
}

/** Fails the first call and lets the others pass. */
function once(message: string): () => void {
  let hasFailed = false;
  return () => {
    if (hasFailed) return;
    hasFailed = true;
    throw new Error(message);
  };
}

/** Makes Postgres refuse to end deliveries: at the delete, or at the commit. */
async function refuseDeliveries({ ctx: { sql } }: TestApp, when: "delete" | "commit") {
  await sql`
    create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'no deliveries today'; end $$`;
  if (when === "delete") {
    await sql`create trigger refuse before delete on outbox for each row execute function refuse()`;
  } else {
    await sql`
      create constraint trigger refuse after delete on outbox deferrable initially deferred
      for each row execute function refuse()`;
  }
  return { [Symbol.asyncDispose]: async () => void await sql`drop function refuse cascade` };
}

for (const when of ["delete", "commit"] as const) {
  Deno.test(`a delivery repeats nothing when Postgres fails at its ${when}`, async () => {
    await using app = await startApp();
    const [ada, bob] = await withFollower(app);
    const refusing = await refuseDeliveries(app, when);
    const { postId } = await publish(app, ada);
    await failedOnce(app);
    await refusing[Symbol.asyncDispose]();
    await app.settled();
    assertEquals(await logged(app, `user:${ada.id}`, postId), ["post.created"]);
    assertEquals(await logged(app, `user:${bob.id}`, postId), ["post.created"]);
    await oneRound(app, ada, bob);
  });
}

Deno.test("a delivery repeats nothing and loses nothing when any commit to KV fails", async () => {
  await using app = await startApp();
  const [ada, bob] = await withFollower(app);
  const { trouble, commits } = troubleKv(app.ctx.kv);
  const ways: (keyof KvTrouble)[] = ["before", "after"];
  for (const way of ways) {
    for (let nth = 1; nth <= 4; nth++) {
      const first = commits();
      const fail = once(`KV failed ${way} commit ${nth}`);
      trouble[way] = (commit) => commit === first + nth ? fail() : undefined;
      await oneRound(app, ada, bob);
      delete trouble[way];
    }
  }
  const ids = (await logOf(app, `user:${ada.id}`)).map((entry) => entry.id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("a like that is taken back between two tries of its delivery leaves nothing behind", async () => {
  await undoneBetweenTries(
    async (_ada, bob, postId) => ok(await bob.post(`/posts/${postId}/like`), 200),
    async (_ada, bob, postId) => ok(await bob.delete(`/posts/${postId}/like`), 200),
  );
});

Deno.test("a comment whose post is deleted between two tries of its delivery is not unread", async () => {
  await undoneBetweenTries(
    async (_ada, bob, postId) =>
      ok(await bob.post(`/posts/${postId}/comments`, { content: "Lovely" }), 201),
    async (ada, _bob, postId) => ok(await ada.delete(`/posts/${postId}`), 204),
  );
});

type Step = (ada: Person, bob: Person, postId: string) => Promise<unknown>;

/** Undoes Bob's action before its delivery, and checks that Ada's inbox is unchanged. */
async function undoneBetweenTries(step: Step, undo: Step): Promise<void> {
  await using app = await startApp();
  const [ada, bob] = await withFollower(app);
  const { postId } = await publish(app, ada);
  await app.settled();
  const before = await inboxOf(ada);
  {
    await using _refusing = await refuseDeliveries(app, "commit");
    await step(ada, bob, postId);
    await failedOnce(app);
    await undo(ada, bob, postId);
  }
  await app.settled();
  assertEquals(await inboxOf(ada), before);
}

/** Resolves when a delivery has failed; its next try comes some time later. */
async function failedOnce({ ctx }: TestApp): Promise<void> {
  const failed = Promise.withResolvers<void>();
  const { error } = ctx.log;
  Object.assign(ctx.log, {
    error(message: string) {
      if (message === "delivery failed") failed.resolve();
    },
  });
  await failed.promise;
  Object.assign(ctx.log, { error });
}

Deno.test("reading notifications during deliveries leaves the right unread number", async () => {
  await using app = await startApp();
  const [ada, bob] = await withFollower(app);
  const posts = [await publish(app, ada), await publish(app, ada), await publish(app, ada)];
  await app.settled();
  for (const { postId } of posts) {
    const actions = [
      bob.post(`/posts/${postId}/like`),
      ada.post("/notifications/read-all"),
      bob.post(`/posts/${postId}/comments`, { content: "Lovely" }),
    ];
    await Promise.all(actions);
    await app.settled();
    const { items, unread } = await inboxOf(ada);
    assertEquals(unread, items.filter((one) => !one.endsWith("read")).length);
  }
});
