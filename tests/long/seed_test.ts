import { assertEquals, assertNotEquals } from "@std/assert";
import { seed } from "../../tasks/seed/mod.ts";
import { ORIGIN, startApp, type TestApp } from "../helpers/app/app.ts";

Deno.test("the demo is made once: a second run adds nothing", async () => {
  await using app = await startApp();
  const run = () =>
    seed(app.ctx, async (request) => {
      return request.url.startsWith(`${ORIGIN}/`) ? await app.app.fetch(request) : fetch(request);
    });
  const all = { people: 4, pictures: 11, posts: 6, comments: 8, conversations: 4, messages: 12 };
  assertEquals(await run(), all);
  const before = await everything(app);
  const nothing = Object.fromEntries(Object.keys(all).map((name) => [name, 0]));
  assertEquals(await run(), nothing);
  assertEquals(await everything(app), before);
  assertNotEquals(before.posts[0]!.likesCount, 0);
  assertEquals(before.members.filter(({ status }) => status === "request"), []);
});

async function everything({ ctx: { sql } }: TestApp) {
  return {
    posts: await sql<{ likesCount: number }[]>`
      select id, sort_id, likes_count, comments_count from posts order by id`,
    conversations: await sql`
      select id, kind, name, last_seq, members_count from conversations order by id`,
    messages: await sql`select id, seq, body from messages order by id`,
    members: await sql<{ status: string }[]>`
      select user_id, conversation_id, status from conversation_members order by 1, 2`,
    space: await sql`select id, name, members_count from spaces`,
    media: await sql`select id, status, alt_text from media order by id`,
    follows: await sql`select id from follows order by id`,
    users:
      await sql`select id, username, avatar_media_id, bio, followers_count from users order by id`,
  };
}
