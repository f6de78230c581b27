import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { beginWalk, happened, refresh, say, WORDS } from "../../helpers/posts/discovery.ts";
import { captionsOf } from "../../helpers/people/social.ts";
import { at, openStores } from "../../helpers/app/stores.ts";

const NOTHING = { changed: 0, deleted: 0 };

async function count({ ctx: { sql } }: TestApp, table: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`;
  return row!.count;
}

Deno.test("refresh_popularity writes changed posts, begins an epoch for them and deletes old ones", async () => {
  await using app = await startApp({ env: WORDS });
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  assertEquals(await refresh(app), NOTHING);
  const ids = [await say(ada, "a"), await say(ada, "b"), await say(ada, "c")];
  assertEquals(await refresh(app), { changed: 3, deleted: 0 });
  assertEquals(await refresh(app), NOTHING);
  assertEquals([await count(app, "popularity"), await count(app, "popularity_epochs")], [3, 2]);
  ok(await ada.post(`/posts/${ids[0]}/like`), 200);
  ok(await ada.delete(`/posts/${ids[1]}`), 204);
  assertEquals(await refresh(app), { changed: 2, deleted: 0 });
  assertEquals([await count(app, "popularity"), await count(app, "popularity_epochs")], [4, 3]);
  await sql`update popularity_epochs set made_at = now() - interval '61 minutes'`;
  assertEquals(await refresh(app), { changed: 0, deleted: 2 });
  assertEquals([await count(app, "popularity"), await count(app, "popularity_epochs")], [2, 1]);
  const left = await sql<{ postId: string; likes: number }[]>`
    select post_id, likes from popularity order by likes`;
  assertEquals(left.map((row) => [row.postId, row.likes]), [[ids[2], 0], [ids[0], 1]]);
});

Deno.test("refresh_popularity leaves slight changes of popular posts for a minute", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  const id = await say(ada, "a");
  await happened(app, id, { likes: 1000 });
  assertEquals((await refresh(app)).changed, 1);
  await happened(app, id, { likes: 1010 });
  assertEquals((await refresh(app)).changed, 0);
  await happened(app, id, { likes: 1030 });
  assertEquals((await refresh(app)).changed, 1);
  await app.ctx.sql`update popularity_epochs set made_at = now() - interval '61 seconds'`;
  await happened(app, id, { likes: 1031 });
  assertEquals((await refresh(app)).changed, 1);
});

Deno.test("refresh_popularity reaches posts of any age, and moves them in time", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  const ids = [await say(ada, "ancient"), await say(ada, "old"), await say(ada, "young")];
  await happened(app, ids[0]!, { hours: 24 * 900, likes: 3 });
  await happened(app, ids[1]!, { hours: 24 * 100, likes: 2 });
  assertEquals((await refresh(app)).changed, 3);
  const popular = () => captionsOf(ada, "/posts?sort=popular");
  assertEquals(await popular(), ["ancient", "old", "young"]);
  await happened(app, ids[1]!, { hours: 24 * 100, likes: 4 });
  // The post was old; it is published anew, so it is young.
  await happened(app, ids[0]!, { likes: 3 });
  await refresh(app);
  assertEquals(await popular(), ["old", "ancient", "young"]);
  assertEquals(await captionsOf(ada, "/explore"), ["ancient", "young", "old"]);
});

Deno.test("one program refreshes at a time, and a walk continues at another", async () => {
  await using stores = await openStores();
  await using here = await stores.start(WORDS);
  await using there = await stores.start(WORDS);
  const [ada] = await here.app.people("ada");
  const ids: string[] = [];
  for (const caption of ["a", "b", "c", "d"]) ids.push(await say(ada, caption));
  const both = await Promise.all([refresh(here.app), refresh(there.app)]);
  assertEquals(both.map(({ changed }) => changed).sort(), [0, 4]);
  const walk = await beginWalk(ada, "/explore");
  await happened(here.app, ids[0]!, { likes: 100 });
  await refresh(there.app);
  const elsewhere = at(there, ada);
  assertEquals(await captionsOf(elsewhere, "/explore"), ["a", "d", "c", "b"]);
  assertEquals(await walk.end(), ["d", "c", "b", "a"]);
  const first = ok(await ada.get("/explore?limit=1"), 200).data;
  const rest = await elsewhere.get(`/explore?cursor=${first.pagination.nextCursor}`);
  assertEquals(ok(rest, 200).data.posts.length, 3);
  await here.app.ctx.sql.begin(async (sql) => {
    await sql`select from popularity_state for update`;
    assertEquals(await refresh(there.app), NOTHING);
  });
});
