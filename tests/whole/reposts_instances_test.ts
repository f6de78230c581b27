import { assert, assertEquals } from "@std/assert";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { inShort } from "../helpers/posts/reposts.ts";
import { at, openStores } from "../helpers/app/stores.ts";

const PATIENCE_MS = 10_000;

for (const [kind, env] of [["written", {}], ["merged", { FANOUT_LIMIT: "0" }]] as const) {
  Deno.test(`${kind} reposts and followed tags at one instance show at the other`, async () => {
    await using stores = await openStores();
    await using here = await stores.start(env);
    await using there = await stores.start(env);
    const [star, ada, bob, cyd] = await here.app.people("star", "ada", "bob", "cyd");
    for (const followee of [ada, bob]) await follow(here.app, cyd, followee);
    const { postId } = await publish(here.app, star, { caption: "one" });
    const reader = at(there, cyd);
    const page = async () => inShort(ok(await reader.get("/feed"), 200).data.posts);
    const shows = async (...expected: string[]) => {
      const startedAt = performance.now();
      while ((await page()).join() !== expected.join()) {
        assert(performance.now() - startedAt < PATIENCE_MS, `${await page()} is not ${expected}`);
        // Reads from memory alone would leave no time for cluster messages.
        await there.app.settled();
      }
      assertEquals(await page(), expected);
    };
    await shows();
    ok(await ada.post(`/posts/${postId}/repost`), 200);
    await shows("one by ada");
    ok(await bob.post(`/posts/${postId}/repost`), 200);
    await shows("one by ada +1");
    ok(await ada.delete(`/posts/${postId}/repost`), 200);
    await shows("one by bob");
    ok(await bob.delete(`/posts/${postId}/repost`), 200);
    await shows();
    ok(await cyd.post("/tags/lake/follow"), 200);
    await publish(here.app, star, { caption: "two #lake" });
    await shows("two #lake");
    ok(await star.patch(`/posts/${postId}`, { tags: ["lake"] }), 200);
    await shows("two #lake", "one");
    ok(await reader.post(`/posts/${postId}/repost`), 200);
    const { data } = ok(await reader.get(`/posts/${postId}`), 200);
    assertEquals([data.isReposted, data.repostsCount], [true, 1]);
    ok(await cyd.delete("/tags/lake/follow"), 200);
    await shows();
    await Promise.all([here, there].map(({ app }) => app.settled()));
  });
}

Deno.test("people at two instances repost and undo at once, and every counter is right", async () => {
  await using stores = await openStores();
  await using here = await stores.start();
  await using there = await stores.start();
  const people = await here.app.people("ada", "bob", "cyd", "dan");
  const { postId } = await publish(here.app, people[0]!);
  await Promise.all(
    people.flatMap((person) =>
      [here, there].flatMap((instance) =>
        ["POST", "DELETE", "POST"].map((method) =>
          at(instance, person).send(method, `/posts/${postId}/repost`)
        )
      )
    ),
  );
  await Promise.all([here, there].map(({ app }) => app.settled()));
  const { sql } = here.app.ctx;
  const [row] = await sql<{ kept: number; real: number; told: number }[]>`
    select reposts_count as kept, (select count(*)::int from reposts where post_id = p.id) as real,
      coalesce((select sum(actors_count)::int from notifications
        where post_id = p.id and type = 'repost'), 0) as told
    from posts p where id = ${postId}`;
  const others = await sql`
    select from reposts where post_id = ${postId} and user_id <> ${people[0]!.id}`;
  assertEquals(row!.kept, row!.real);
  assertEquals(row!.told, others.length);
});
