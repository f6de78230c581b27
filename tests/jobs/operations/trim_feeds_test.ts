import { assertEquals } from "@std/assert";
import { listFeedRows } from "../../../actors/users/feed.ts";
import { FEED_KEPT } from "../../../domain/limits.ts";
import { FIRST_ID, newId } from "../../../domain/ids.ts";
import { trimFeeds } from "../../../jobs/operations/trim_feeds.ts";
import { startApp } from "../../helpers/app/app.ts";

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
