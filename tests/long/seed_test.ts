import { assertEquals, assertNotEquals } from "@std/assert";
import { seed } from "../../tasks/seed/mod.ts";
import { ORIGIN, startApp, type TestApp } from "../helpers/app/app.ts";

Deno.test("the demo is made once: a second run adds nothing", async () => {
  await using app = await startApp();
  const run = () =>
    seed(app.ctx, async (request) => {
      return request.url.startsWith(`${ORIGIN}/`) ? await app.app.fetch(request) : fetch(request);
    });
  assertEquals(await run(), { people: 4, pictures: 11, posts: 6, comments: 8 });
  const before = await everything(app);
  assertEquals(await run(), { people: 0, pictures: 0, posts: 0, comments: 0 });
  assertEquals(await everything(app), before);
  assertNotEquals(before.posts[0]!.likesCount, 0);
});

async function everything({ ctx: { sql } }: TestApp) {
  return {
    posts: await sql<{ likesCount: number }[]>`
      select id, sort_id, likes_count, comments_count from posts order by id`,
    media: await sql`select id, status, alt_text from media order by id`,
    follows: await sql`select id from follows order by id`,
    users:
      await sql`select id, username, avatar_media_id, bio, followers_count from users order by id`,
  };
}
