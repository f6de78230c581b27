import { assertEquals } from "@std/assert";
import { listFeedRows, trimFeed } from "../../../actors/users/feed.ts";
import { FEED_KEPT } from "../../../domain/limits.ts";
import { FIRST_ID, newId } from "../../../domain/ids.ts";
import { trimFeeds } from "../../../jobs/operations/trim_feeds.ts";
import { startApp } from "../../helpers/app/app.ts";
import { openMemoryKv, troubleKv } from "../../helpers/app/kv.ts";
import { feedRowsOf } from "../../helpers/app/traces.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";

const NEVER = new AbortController().signal;

Deno.test("trim_feeds keeps the newest rows of each feed that was assembled", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const [ada, bob] = [newId(), newId()];
  const sortIds = Array.from({ length: FEED_KEPT + 450 }, () => newId());
  for (let from = 0; from < sortIds.length; from += 500) {
    const atomic = kv.atomic();
    for (const sortId of sortIds.slice(from, from + 500)) {
      atomic.set(["user", ada, "feed", sortId], [newId(), newId()]);
    }
    await atomic.commit();
  }
  const assembled = { followsRev: 1, activeAt: Date.now(), oldest: FIRST_ID };
  await kv.set(["user", ada, "feed-assembled"], assembled);
  await kv.set(["user", bob, "feed-assembled"], assembled);
  await kv.set(["user", bob, "feed", newId()], [newId(), newId()]);

  assertEquals(await trimFeeds.run(app.ctx, NEVER), { feeds: 2, rows: 450, failed: 0 });
  assertEquals(await trimFeeds.run(app.ctx, NEVER), { feeds: 2, rows: 0, failed: 0 });
  const rows = await listFeedRows(kv, ada, null, 2 * FEED_KEPT);
  assertEquals(rows.map(({ sortId }) => sortId), sortIds.reverse().slice(0, FEED_KEPT));
  assertEquals((await listFeedRows(kv, bob, null, 10)).length, 1);
});

Deno.test("trim_feeds deletes a feed that nobody has read for two months", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const ada = newId();
  const activeAt = Date.now() - 61 * 24 * 60 * 60 * 1000;
  await kv.set(["user", ada, "feed-assembled"], { followsRev: 1, activeAt });
  await kv.set(["user", ada, "feed", newId()], [newId(), newId()]);
  assertEquals(await trimFeeds.run(app.ctx, NEVER), { feeds: 1, rows: 1, failed: 0 });
  assertEquals(await Array.fromAsync(kv.list({ prefix: ["user", ada] })), []);
});

Deno.test("a feed that is assembled while its old rows are deleted keeps its rows", async () => {
  using store = await openMemoryKv();
  const { kv, trouble } = store;
  const ada = newId();
  const assembled = { followsRev: 1, activeAt: 0, oldest: FIRST_ID };
  const marker = ["user", ada, "feed-assembled"];
  await kv.set(marker, assembled);
  await kv.set(["user", ada, "feed", newId()], [newId(), newId()]);
  trouble.before = async () => void await kv.set(marker, { ...assembled, activeAt: 2 });
  assertEquals(await trimFeed(kv, ada, 1), 0);
  assertEquals((await listFeedRows(kv, ada, null, 10)).length, 1);
});

Deno.test("an assembly that begins while a feed is emptied begins again", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  ok(await bob.get("/feed"), 200);
  const troubled = troubleKv(kv);
  troubled.trouble.before = async (commit) => {
    // The last commit of the assembly finds that the rows of its first one are gone.
    if (commit === 2) assertEquals(await trimFeed(kv, bob.id, Date.now() + 60_000), 1);
  };
  ok(await bob.post("/feed/refresh"), 202);
  assertEquals(await feedRowsOf(app, bob.id), [postId]);
});
