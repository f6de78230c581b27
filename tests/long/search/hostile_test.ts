import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { newId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { walkList } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { peopleFor, postsFor, type Text } from "./oracle.ts";
import { hostile, texts, TRICKS, USUAL } from "./strings.ts";

const SEED = 5_2026;
const STRINGS = 2000;
const POSTS = 1000;
const PEOPLE = 1000;
Deno.test("2,000 hostile searches find what a naive look at every text finds, and break nothing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const posts = await fillPosts(app, ada);
  const people = await fillPeople(app);
  const strings = [
    ...TRICKS,
    ...fc.sample(hostile, { seed: SEED, numRuns: STRINGS - TRICKS.length }),
  ];
  const wrong: string[] = [];
  let compared = 0;
  for (const q of strings) {
    for (
      const [list, oracle, all] of [["posts", postsFor, posts], [
        "users",
        peopleFor,
        people,
      ]] as const
    ) {
      const path = `/search/${list}?q=${encodeURIComponent(q.toWellFormed())}&limit=50`;
      const { status, data } = await ada.get(path);
      const text = q.toWellFormed();
      const isAsked = text.trim().length > 0 && text.trim().length <= 200 && !text.includes("\0");
      if (status !== (isAsked ? 200 : 400)) wrong.push(`${list} ${JSON.stringify(q)}: ${status}`);
      if (status !== 200 || !USUAL.test(q)) continue;
      compared++;
      const expected = oracle(q, all);
      const items = data.pagination.hasMore
        ? await walkList(ada, path.replace("&limit=50", ""), list, 50)
        : data[list];
      const found = items.map((one: Record<string, string>) => one.postId ?? one.userId).sort();
      if (found.join() !== expected.join()) {
        wrong.push(`${list} ${JSON.stringify(q)}: ${found.length} and not ${expected.length}`);
      }
    }
  }
  assertEquals(wrong, []);
  assert(compared > STRINGS, `${compared} compared`);
  const [kept] = await app.ctx.sql<{ count: number }[]>`select count(*)::int as count from posts`;
  assertEquals(kept!.count, POSTS);
});

/** Inserts posts with the same text parts as the searches: in caption, header, tags or alt text. */
async function fillPosts({ ctx: { sql } }: TestApp, author: Person): Promise<Text[]> {
  const sample = fc.sample(fc.tuple(texts, texts, texts), { seed: SEED + 1, numRuns: POSTS });
  const rows = sample.map(([caption, header, altText]) => ({
    id: newId(),
    caption,
    header,
    altText,
  }));
  const mediaIds: string[] = [];
  for (let n = 0; n < 50; n++) mediaIds.push(await insertReadyMedia(sql, author.id));
  await sql.begin(async (tx) => {
    for (const [n, { id, altText }] of rows.slice(0, mediaIds.length).entries()) {
      await tx`update media set alt_text = ${altText} where id = ${mediaIds[n]!}`;
      await tx`
        insert into posts (id, author_id, sort_id, status, caption, header)
        values (${id}, ${author.id}, ${id}, 'published', ${rows[n]!.caption}, ${rows[n]!.header})`;
      await tx`insert into post_media (post_id, position, media_id) values (${id}, 0, ${mediaIds[
        n
      ]!})`;
    }
    for (const { id, caption, header } of rows.slice(mediaIds.length)) {
      await tx`
        insert into posts (id, author_id, sort_id, status, caption, header)
        values (${id}, ${author.id}, ${id}, 'published', ${caption}, ${header})`;
    }
  });
  return rows.map(({ id, caption, header, altText }, n) => ({
    id,
    texts: [caption, header, ...n < mediaIds.length ? [altText] : []],
  }));
}

async function fillPeople({ ctx: { sql } }: TestApp): Promise<Text[]> {
  const sample = fc.sample(texts, { seed: SEED + 2, numRuns: PEOPLE });
  const rows = sample.map((text, n) => ({
    id: newId(),
    username: `person_${n}`,
    email: `${n}@example.com`,
    passwordHash: "none",
    fullName: text.slice(0, 100).toWellFormed(),
  }));
  await sql`insert into users ${sql(rows)}`;
  const ada = await sql<{ id: string }[]>`select id from users where username = 'ada'`;
  return [...rows, { id: ada[0]!.id, username: "ada", fullName: "ada" }]
    .map(({ id, username, fullName }) => ({ id, texts: [username, fullName] }));
}
