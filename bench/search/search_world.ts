import type { SqlPool } from "../../db/sql.ts";

/** The number of posts to search. */
export const POSTS_SEARCHED = 100_000;
const WORDS = 30_000;
const TAGS = 2000;
const CITIES = 200;

/** Gives 100,000 posts realistic texts, tags, places and cameras; deletes the others. */
export async function fillForSearch(sql: SqlPool): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    // All references and rows are created here, so checks and index updates per row are skipped.
    await tx`set local session_replication_role = replica`;
    await tx`
      create temp table kept on commit drop as
      select id, row_number() over (order by id) as n from posts
      order by id desc limit ${POSTS_SEARCHED}`;
    await tx`create unique index on kept (id)`;
    for (const table of ["post_tags", "post_media"]) {
      await tx`delete from ${tx(table)} where post_id not in (select id from kept)`;
    }
    await tx`delete from posts where id not in (select id from kept)`;
    // A word of rank r occurs 1/r as often as the first.
    await tx`
      create function pg_temp.word(draw float8, count int) returns text language sql as $$
        select translate(substr(md5(r::text), 1, 4 + r % 6), '0123456789abcdef', 'aeioubcdfglmnrst')
        from (select floor(exp(draw * ln(count)))::int as r) as ranks
      $$`;
    await tx`
      update posts p set caption = t.caption, latitude = t.latitude, longitude = t.longitude
      from (
        select k.id, string_agg(pg_temp.word(random(), ${WORDS}), ' ') as caption,
          case when k.n % 3 = 0 then 60 * sin(k.n % ${CITIES}::int) + random() / 2 end as latitude,
          case when k.n % 3 = 0 then 150 * cos(7 * (k.n % ${CITIES}::int)) + random() / 2 end
            as longitude
        from kept k, generate_series(1, 5 + (k.n % 20)::int)
        group by k.id, k.n
      ) as t
      where p.id = t.id`;
    await tx`delete from post_tags`;
    await tx`
      insert into post_tags (post_id, tag, position)
      select id, pg_temp.word(random(), ${TAGS}), g from kept, generate_series(1, 3) as g
      on conflict do nothing`;
    await tx`
      update media set format = (array['JPEG', 'JPEG', 'PNG', 'GIF', 'WEBP'])[1 + random() * 4],
        camera = case when random() < 0.5 then 'Camera ' || floor(random() * 300) || ' Pro' end`;
    await tx`select index_post(id) from kept order by n`;
  });
  await sql`
    update users set full_name = initcap(substr(md5((n % 500)::text), 1, 6)) || ' ' ||
      initcap(translate(substr(md5((n % 3000)::text), 3, 9), '0123456789', 'aeiouaeiou'))
    from (select id, row_number() over (order by id) as n from users) as r where r.id = users.id`;
  await sql`vacuum (analyze)`;
}

/** Returns words that occur in `from` to `to` posts, the most frequent first. */
export async function wordsOfFrequency(
  sql: SqlPool,
  from: number,
  to: number,
  count: number,
): Promise<string[]> {
  const rows = await sql<{ word: string }[]>`
    select word from ts_stat('select document from post_search')
    where ndoc between ${from} and ${to} and word ~ '^[a-z]{4,}$'
    order by md5(word) limit ${count}`;
  return rows.map((row) => row.word);
}
