import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { follow, ok } from "../../helpers/people/steps.ts";
import {
  anonymously,
  beginWalk,
  happened,
  refresh,
  say,
  WORDS,
} from "../../helpers/posts/discovery.ts";
import { takeDown, withModerators } from "../../helpers/people/moderation.ts";
import { block, captionsOf } from "../../helpers/people/social.ts";

Deno.test("explore shows popular and new posts first: age counts against likes", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const posts = [
    { caption: "new and quiet", hours: 0, likes: 0 },
    { caption: "yesterday's hit", hours: 24, likes: 1000 },
    { caption: "fresh and liked", hours: 1, likes: 12 },
    { caption: "yesterday's quiet one", hours: 24, likes: 1 },
    { caption: "last month's hit", hours: 40 * 24, likes: 100_000 },
  ];
  for (const { caption, ...past } of posts) await happened(app, await say(ada, caption), past);
  await refresh(app);
  assertEquals(await captionsOf(bob, "/explore"), [
    "yesterday's hit",
    "fresh and liked",
    "new and quiet",
    "yesterday's quiet one",
    "last month's hit",
  ]);
  // The list of all time does not weigh age.
  assertEquals((await captionsOf(bob, "/posts?sort=popular"))[0], "last month's hit");
});

Deno.test("a walk over explore is one epoch: each post once, in spite of likes, deletions and blocks", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const ids: string[] = [];
  for (const [at, author] of [ada, bob, cyd, ada, bob, ada].entries()) {
    ids.push(await say(author, String(at)));
    await happened(app, ids[at]!, { hours: 10 - at });
  }
  await refresh(app);
  const walk = await beginWalk(dan, "/explore");
  assertEquals(walk.captions, ["5", "4"]);
  const isExpired = await beginWalk(dan, "/explore");
  await say(ada, "new");
  await happened(app, ids[0]!, { hours: 10, likes: 5000 });
  ok(await ada.delete(`/posts/${ids[3]}`), 204);
  await block(app, cyd, dan);
  await refresh(app);
  assertEquals(await walk.end(), ["5", "4", "1", "0"]);
  assertEquals(await captionsOf(dan, "/explore"), ["0", "new", "5", "4", "1"]);

  // Hours later that epoch is deleted: the walk continues below its place in the newest one.
  await app.ctx.sql`update popularity_epochs set made_at = now() - interval '2 hours'`;
  await happened(app, ids[1]!, { hours: 9, likes: 1 });
  await happened(app, ids[4]!, { hours: 6, likes: 3 });
  await refresh(app);
  await app.ctx.sql`update popularity_epochs set made_at = now() - interval '2 hours'`;
  await refresh(app);
  const [{ count }] = await app.ctx.sql<[{ count: number }]>`
    select count(*)::int as count from popularity_epochs`;
  assertEquals(count, 1);
  assertEquals(await isExpired.end(), ["5", "4", "1"]);
});

Deno.test("explore shows nobody who is blocked, muted, hidden or taken down, nor posts that are not public", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const { mona } = await withModerators(app);
  await follow(app, dan, ada);
  await say(ada, "for followers", { privacy: "followers" });
  await say(ada, "spoiler alert");
  await say(ada, "a plain thing #quiet");
  const down = await say(ada, "bad");
  await say(bob, "Bob's");
  await say(cyd, "Cyd's");
  await say(dan, "my own");
  await refresh(app);
  assertEquals((await captionsOf(dan, "/explore")).length, 6);
  assertEquals(ok(await anonymously(app, "/explore"), 200).data.posts.length, 6);
  await block(app, bob, dan);
  ok(await dan.post(`/users/${cyd.id}/mute`), 200);
  ok(
    await dan.put("/users/me/muted-words", { words: [{ word: "spoiler" }, { word: "#quiet" }] }),
    200,
  );
  await takeDown(mona, "posts", down);
  assertEquals(await captionsOf(dan, "/explore"), ["my own"]);
  const { posts } = ok(await anonymously(app, "/explore"), 200).data;
  assertEquals(posts.map((post: { caption: string }) => post.caption), [
    "my own",
    "Cyd's",
    "Bob's",
    "a plain thing #quiet",
    "spoiler alert",
  ]);
});

Deno.test("the first page of explore is cached, and is never older than its posts", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const postId = await say(ada, "Lake");
  await refresh(app);
  const first = async () => ok(await bob.get("/explore"), 200).data.posts[0];
  assertEquals([(await first()).isLiked, (await first()).likesCount], [false, 0]);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  assertEquals([(await first()).isLiked, (await first()).likesCount], [true, 1]);
  ok(await ada.patch(`/posts/${postId}`, { caption: "Sea" }), 200);
  assertEquals((await first()).caption, "Sea");
  ok(await ada.delete(`/posts/${postId}`), 204);
  assertEquals(await first(), undefined);
});

Deno.test("explore of many posts continues after the end of its cached part", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  await app.ctx.sql`
    insert into posts (id, author_id, sort_id, status, caption, privacy)
    select id, ${ada.id}, id, 'published', n, 'public'
    from generate_series(100, 699) as n,
      lateral (select ('01900000-0000-7000-8000-000000000' || n)::uuid as id) as made`;
  await refresh(app);
  const captions = await captionsOf(ada, "/explore?limit=50");
  assertEquals(captions.length, 600);
  assert(captions.every((caption, at) => caption === String(699 - at)));
});
