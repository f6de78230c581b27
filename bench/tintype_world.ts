import type { UserId } from "../domain/ids.ts";
import type { Sql, SqlPool } from "../db/sql.ts";
import {
  FOLLOW_STRIDE,
  FOLLOWS_EACH,
  PEOPLE,
  POSTS_EACH,
  SPARE_PICTURES,
} from "./numbers_of_world.ts";

/** The size of a world. */
export interface WorldSize {
  people: number;
  followsEach: number;
  postsEach: number;
}

/** As many people, who neither follow nor post: messages need no more. Filling takes seconds. */
export const PEOPLE_ONLY: WorldSize = { people: PEOPLE, followsEach: 0, postsEach: 0 };

/** The size of the world of the comparisons. */
export const SIZE: WorldSize = { people: PEOPLE, followsEach: FOLLOWS_EACH, postsEach: POSTS_EACH };

/** Fills the program's schema. Returns everybody's session, in the order of their numbers. */
export async function fillTintype(
  sql: SqlPool,
  size: WorldSize = SIZE,
): Promise<{ userId: UserId; sessionId: string }[]> {
  await sql.begin(async (tx) => {
    // All references are created here: checking four million of them would take a minute.
    await tx`set local session_replication_role = replica`;
    await tx`set local statement_timeout = 0`;
    await insertPeople(tx, size);
    await insertFollows(tx, size);
    await insertPosts(tx, size);
    await insertPictures(tx, size);
    await insertTags(tx);
  });
  await sql`vacuum (analyze)`;
  return await sql<{ userId: UserId; sessionId: string }[]>`
    select u.id as user_id, s.id as session_id from users u join sessions s on s.user_id = u.id
    order by u.created_at`;
}

async function insertPeople(
  sql: Sql,
  { people, followsEach, postsEach }: WorldSize,
): Promise<void> {
  await sql`
    create temp table people on commit drop as
    select n, uuidv7(n * interval '1 second' - interval '100 days') as id
    from generate_series(0, ${people}::int) as n`;
  await sql`create unique index on people (n)`;
  await sql`
    insert into users (id, username, email, password_hash, full_name, followers_count,
      following_count, posts_count, follows_rev, last_active_at, created_at)
    select id, 'user_' || n, 'user_' || n || '@example.com', 'none', 'User ' || n,
      following, following, case when following > 0 then ${postsEach}::int else 0 end,
      following, now(), now() - interval '100 days' + n * interval '1 second'
    from people, lateral (
      select case when n < ${people} then ${followsEach}::int else 0 end
    ) as f (following)`;
  await sql`
    insert into sessions (id, user_id, ip, user_agent, expires_at)
    select uuidv7(), id, '127.0.0.1', 'bench', now() + interval '30 days' from people`;
}

async function insertFollows(sql: Sql, { people, followsEach }: WorldSize): Promise<void> {
  await sql`
    insert into follows (id, follower_id, followee_id)
    select uuidv7(k * interval '1 hour' - interval '90 days'), f.id, e.id
    from generate_series(0, ${followsEach - 1}::int) as k
    cross join people f
    join people e on e.n = (f.n + 1 + k * ${FOLLOW_STRIDE}::int) % ${people}::int
    where f.n < ${people}
    order by k, f.n`;
}

async function insertPosts(sql: Sql, { people, postsEach }: WorldSize): Promise<void> {
  await sql`
    create temp table shots on commit drop as
    select uuidv7(random() * interval '-80 days') as id, uuidv7() as media_id, p.id as author_id
    from people p, generate_series(1, ${postsEach}::int)
    where p.n < ${people}`;
  await sql`
    insert into posts (id, author_id, sort_id, status, caption, created_at)
    select id, author_id, id, 'published',
      'First light over the water, after a long walk around the lake #lake #light' ||
        case when random() < 0.2 then ' 📸' else '' end,
      uuid_extract_timestamp(id)
    from shots order by id`;
  await sql`
    insert into post_media (post_id, position, media_id) select id, 0, media_id from shots
    order by id`;
}

async function insertPictures(sql: Sql, { people }: WorldSize): Promise<void> {
  await sql`
    create temp table pictures on commit drop as
    select media_id as id, author_id as owner_id from shots
    union all
    select uuidv7(), p.id from people p, generate_series(1, ${SPARE_PICTURES}::int)
    where p.n = ${people}`;
  await sql`
    insert into media (id, upload_id, owner_id, status, declared_type, declared_bytes, upload_key,
      object_prefix, upload_expires_at, width, height, frames, thumbhash, dominant_color, format,
      file_size, camera, variants)
    select id, uuidv7(), owner_id, 'ready', 'image/jpeg', 2048576, 'uploads/' || id, prefix, now(),
      1920, 1080, 1, 'WggGDQQnmIZ3iIh4iHiHiHZ4CGeIcHgG', '#7f8c99', 'JPEG', 2048576,
      'Camera 14 Pro', (
        select jsonb_agg(jsonb_build_object('name', v.name,
          'key', prefix || '/' || v.name || '.' || v.extension, 'width', v.width,
          'height', v.height, 'contentType', v.type, 'bytes', v.bytes))
        from (values
          ('thumb', 'jpg', 'image/jpeg', 480, 480, 31877),
          ('small', 'jpg', 'image/jpeg', 640, 360, 41877),
          ('small', 'webp', 'image/webp', 640, 360, 29914),
          ('medium', 'jpg', 'image/jpeg', 1080, 608, 112876),
          ('medium', 'webp', 'image/webp', 1080, 608, 83612),
          ('wide', 'jpg', 'image/jpeg', 1440, 810, 188412),
          ('wide', 'webp', 'image/webp', 1440, 810, 142771),
          ('large', 'jpg', 'image/jpeg', 1920, 1080, 312455),
          ('large', 'webp', 'image/webp', 1920, 1080, 251906)
        ) as v (name, extension, type, width, height, bytes))
    from pictures, lateral (select 'public/' || md5(id::text)) as o (prefix)`;
}

async function insertTags(sql: Sql): Promise<void> {
  await sql`
    insert into post_tags (post_id, tag, position, sort_id)
    select s.id, t.tag, t.position, s.id from shots s,
      (values ('lake', 0), ('light', 1)) as t (tag, position)`;
}
