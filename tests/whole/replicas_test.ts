import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { listOthers } from "../../reads/people/others.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { openKvServer } from "../helpers/kv/server.ts";
import { Person } from "../helpers/people/person.ts";
import { namesIn } from "../helpers/people/social.ts";
import { ok, publish } from "../helpers/people/steps.ts";
import {
  type ReplicatedPostgres,
  startReplicatedPostgres,
} from "../helpers/replicated_postgres.ts";

const READS_MS_MAX = 20_000;

/** Returns how many lists each server has read so far. */
async function readsAt(app: TestApp): Promise<{ replica: number; primary: number }> {
  const text = await (await app.fetch("/metrics")).text();
  const of = (server: string) =>
    Number(text.match(`tintype_list_reads_total{server="${server}"} (\\d+)`)?.[1] ?? 0);
  return { replica: of("replica"), primary: of("primary") };
}

/** Reads a list again and again until the replica does it. */
async function untilReplicaReads(app: TestApp, reader: Person): Promise<void> {
  const before = (await readsAt(app)).replica;
  await untilReading(async () => {
    ok(await reader.get("/feed/public"), 200);
    return (await readsAt(app)).replica > before;
  });
}

/** Reads again and again until a read is as it should be. */
async function untilReading(read: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!await read()) assertLess(performance.now() - startedAt, READS_MS_MAX);
}

/** Runs a change and its effects while the replica knows nothing of it, but was up to date before. */
async function whilePaused<T>(
  { app, postgres, reader }: { app: TestApp; postgres: ReplicatedPostgres; reader: Person },
  run: () => Promise<T>,
): Promise<T> {
  await untilReplicaReads(app, reader);
  await postgres.pauseReplay();
  try {
    return await run();
  } finally {
    await postgres.resumeReplay();
  }
}

Deno.test("replicas read the lists of others, and nobody misses a change that they know", async (test) => {
  await using postgres = await startReplicatedPostgres();
  await using kv = openKvServer();
  await using app = await startApp({
    database: postgres.database,
    replicas: [postgres.replica],
    env: { KV_URL: kv.url },
  });
  const [ada, bob, carol] = await app.people("ada", "bob", "carol");
  const { postId } = await publish(app, bob, { caption: "Lake" });
  await app.settled();
  const paused = { app, postgres, reader: carol };
  const comments = `/posts/${postId}/comments`;
  const textsIn = async (reader: Person) =>
    ok(await reader.get(comments), 200).data.comments.map((one: { content: string }) =>
      one.content
    );

  await test.step("a replica that keeps up reads lists", async () => {
    const before = await readsAt(app);
    await untilReading(async () => {
      assertEquals(await namesIn(ada, "/users/me/followers", "followers"), []);
      return (await readsAt(app)).replica > before.replica;
    });
  });

  await test.step("people see their own changes at once", async () => {
    const list = await whilePaused(paused, async () => {
      ok(await ada.post(comments, { content: "first" }), 201);
      return await textsIn(ada);
    });
    assertEquals(list, ["first"]);
    const likers = await whilePaused(paused, async () => {
      ok(await ada.post(`/posts/${postId}/like`), 200);
      return await namesIn(ada, `/posts/${postId}/likes`, "users");
    });
    assertEquals(likers, ["ada"]);
    const followers = await whilePaused(paused, async () => {
      ok(await ada.post(`/users/${bob.id}/follow`), 200);
      return await namesIn(ada, `/users/${bob.id}/followers`, "followers");
    });
    assertEquals(followers, ["ada"]);
  });

  await test.step("people see the changes of others that this instance has heard of", async () => {
    const list = await whilePaused(paused, async () => {
      ok(await bob.post(comments, { content: "second" }), 201);
      return await textsIn(carol);
    });
    assertEquals(list, ["second", "first"]);
    const posts = await whilePaused(paused, async () => {
      const { postId } = await publish(app, bob, { caption: "Hill" });
      const { data } = ok(await carol.get(`/users/${bob.id}/posts`), 200);
      return [postId, data.posts[0].postId];
    });
    assertEquals(posts[1], posts[0]);
  });

  await test.step("a list of popular posts has an epoch that the replica does not know", async () => {
    const { data } = await whilePaused(paused, async () => {
      await app.ctx.epochs.refresh(app.ctx.sql);
      return ok(await carol.get("/posts?sort=popular"), 200);
    });
    assertEquals(data.posts.map((post: { caption: string }) => post.caption), ["Lake", "Hill"]);
  });

  await test.step("people see what they did at another instance, if they say so", async () => {
    await using other = await startApp({
      database: postgres.database,
      env: { KV_URL: kv.url },
    });
    const { name, id, accessToken, refreshToken } = carol;
    let seen: string;
    const seeing = new Person(
      (path, init) => {
        const headers = new Headers(init?.headers);
        headers.set("x-tintype-seen", seen);
        return app.fetch(path, { ...init, headers });
      },
      name,
      id,
      accessToken,
      refreshToken,
    );
    const elsewhere = new Person(other.fetch, name, id, accessToken, refreshToken);
    const list = await whilePaused({ ...paused, reader: ada }, async () => {
      const { headers } = ok(await elsewhere.post(comments, { content: "third" }), 201);
      seen = headers.get("x-tintype-seen")!;
      return await textsIn(seeing);
    });
    assertEquals(list, ["third", "second", "first"]);
    await untilReplicaReads(app, seeing);
  });

  await test.step("a replica that is behind is not read", async () => {
    await untilReplicaReads(app, carol);
    await postgres.pauseReplay();
    try {
      // Other instances tell nothing of this comment: it is written past them.
      await app.ctx.sql`update comments set content = 'First' where content = 'first'`;
      await untilReading(async () => (await textsIn(carol)).at(-1) === "First");
      const before = await readsAt(app);
      await textsIn(carol);
      assertEquals(await readsAt(app), { ...before, primary: before.primary + 1 });
    } finally {
      await postgres.resumeReplay();
    }
    await untilReplicaReads(app, carol);
  });

  await test.step("people who are hidden from the viewer since are not on the page", async () => {
    const find = () => Promise.resolve({ items: [ada.id, bob.id], next: "place" });
    const list = { viewerId: carol.id, of: postId, find, personOf: (id: typeof ada.id) => id };
    assertEquals(await listOthers(app.ctx, list), { items: [ada.id, bob.id], next: "place" });
    ok(await ada.post(`/users/${carol.id}/block`), 200);
    assertEquals(await listOthers(app.ctx, list), { items: [bob.id], next: "place" });
  });

  await test.step("without the replica the primary reads all lists, and the replica later again", async () => {
    await untilReplicaReads(app, carol);
    await postgres.stopReplica();
    const before = await readsAt(app);
    assertEquals(await textsIn(carol), ["third", "second"]);
    const after = await readsAt(app);
    assertGreater(after.primary, before.primary);
    assertEquals(after.replica, before.replica);
    await postgres.startReplica();
    await untilReplicaReads(app, carol);
  });
});
