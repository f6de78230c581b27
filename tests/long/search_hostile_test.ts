import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { newId } from "../../domain/ids.ts";
import { startApp, type TestApp } from "../helpers/app.ts";
import { walkList } from "../helpers/deeds.ts";
import { insertReadyMedia } from "../helpers/media.ts";
import type { Person } from "../helpers/person.ts";
import { peopleFor, postsFor, type Text } from "./search_oracle.ts";

const SEED = 5_2026;
const STRINGS = 2000;
const POSTS = 1000;
const PEOPLE = 1000;
/** Characters of which the properties say the same as the tables of the program. */
const USUAL =
  /^[ -~\u00a0-\u024f\u0301\u0308\u0391-\u03a1\u03a3-\u03ff\u0400-\u045f\u05d0-\u05ea\u0621-\u064a\u064b\u0e01-\u0e2e\u200d\u200e\u202e\u2018-\u201d\u3041-\u3096\u30a1-\u30fa\u30fc\u3099\u4e00-\u9fff\uac00-\ud7a3\ufe0f\uff01-\uff5e\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f1e6}-\u{1f1ff}\r\n\t]*$/u;

const VOCABULARY = [
  "sunset",
  "sun",
  "lake",
  "Lakeside",
  "Café",
  "cafe\u0301",
  "don't",
  "naïve",
  "Straße",
]
  .concat([
    "golden_hour",
    "#travel",
    "@ada",
    "C++",
    "100%",
    "a_b",
    "東京タワー",
    "京都",
    "海",
    "がか",
    "か\u3099",
  ])
  .concat([
    "한국어",
    "Москва",
    "ΟΔΟΣ",
    "שלום",
    "مَرحبا",
    "ทะเลสาบ",
    "🌊",
    "👍🏽",
    "👩‍👩‍👧",
    "🇩🇪",
    "1️⃣",
    "x".repeat(70),
  ]);
const TRICKS = [
  "'",
  '"',
  "\\",
  "%",
  "_",
  "&",
  "|",
  "!",
  "<->",
  "<2>",
  ":*",
  ":A",
  "(",
  ")",
  "((",
  "*",
]
  .concat([
    "\u202e",
    "\u0301",
    "\u200d",
    "--",
    ";",
    "/*",
    "*/",
    "$$",
    "$1",
    "${x}",
    "\0",
    "\t",
    "\r\n",
  ])
  .concat([
    "' or 1=1 --",
    "'; drop table posts; --",
    "') union select 1 --",
    "%%%%%%%%%%%%%%%%%%%%%%%%a",
  ])
  .concat([
    "\\' or ''='",
    "%27%20or%201=1",
    "..%2f..%2fetc%2fpasswd",
    "../../etc/passwd",
    "&amp;",
    "+",
  ])
  .concat([
    "<script>alert(1)</script>",
    "''::tsquery",
    "a & !b",
    "a <-> b",
    "null",
    "undefined",
    "NaN",
  ])
  .concat([
    "{}",
    "[]",
    "#",
    "@",
    "/",
    "~",
    "=",
    "\ufeff",
    "\ufffe",
    "\ud83d",
    "e\u0301".repeat(60),
    "ﷺ",
  ])
  .concat([
    "\u{10ffff}",
    "İstanbul",
    "ı",
    "ﬁ",
    "①",
    "Å",
    "🏳️‍🌈",
    "_".repeat(199),
    "%_".repeat(90),
    "(".repeat(150),
  ]);

const words = fc.constantFrom(...VOCABULARY);
const parts = fc.oneof(
  { weight: 5, arbitrary: words },
  { weight: 2, arbitrary: words.chain((word) => fc.nat(word.length).map((n) => word.slice(0, n))) },
  { weight: 2, arbitrary: words.chain(swapped) },
  { weight: 4, arbitrary: fc.constantFrom(...TRICKS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
const hostile = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.array(parts, { minLength: 1, maxLength: 3 }).map((some) => some.join("")),
  },
  {
    weight: 12,
    arbitrary: fc.array(parts, { minLength: 1, maxLength: 3 }).map((some) => some.join(" ")),
  },
  { weight: 1, arbitrary: parts.map((part) => part.repeat(10_000 / (part.length || 1))) },
);
const texts = fc.array(parts, { minLength: 1, maxLength: 8 }).map((some) =>
  Array.from(some.join(" ")).filter((char) => USUAL.test(char)).join("").slice(0, 500)
    .toWellFormed()
);

function swapped(word: string) {
  return fc.nat(word.length).map((n) =>
    word.slice(0, n) + (word[n + 1] ?? "") + (word[n] ?? "") + word.slice(n + 2)
  );
}

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
  const [kept] = await app.ctx.sql`select count(*)::int as count from posts`;
  assertEquals(kept!.count, POSTS);
});

/** Posts with texts of the same parts as the searches: each in its caption, header, tags or alt text. */
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
