import type { SqlPool } from "../db/sql.ts";
import { FOLLOW_STRIDE } from "./numbers_of_world.ts";
import type { WorldSize } from "./tintype_world.ts";

const SCHEMA = `
  create table users (
    id uuid primary key default gen_random_uuid(),
    username varchar(50) unique not null,
    email varchar(255) unique not null,
    password_hash varchar(255) not null,
    full_name varchar(255),
    bio text,
    avatar_url varchar(500),
    followers_count integer default 0,
    following_count integer default 0,
    posts_count integer default 0,
    is_verified boolean default false,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
  );
  create index idx_users_username on users (username);
  create index idx_users_email on users (email);
  create index idx_users_created_at on users (created_at);
  create table posts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    image_url varchar(500) not null,
    thumbnail_url varchar(500),
    caption text,
    location_name varchar(255),
    latitude decimal(10, 8),
    longitude decimal(11, 8),
    likes_count integer default 0,
    comments_count integer default 0,
    privacy varchar(20) default 'public',
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
  );
  create index idx_posts_user_id on posts (user_id);
  create index idx_posts_created_at on posts (created_at desc);
  create index idx_posts_likes_count on posts (likes_count desc);
  create index idx_posts_location on posts (latitude, longitude);
  create table follows (
    id uuid primary key default gen_random_uuid(),
    follower_id uuid not null references users (id) on delete cascade,
    following_id uuid not null references users (id) on delete cascade,
    created_at timestamp with time zone default now(),
    unique (follower_id, following_id)
  );
  create index idx_follows_follower_id on follows (follower_id);
  create index idx_follows_following_id on follows (following_id);
  create index idx_follows_follower_created on follows (follower_id, created_at desc);
  create table likes (
    post_id uuid not null references posts (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    created_at timestamp with time zone not null default now(),
    primary key (post_id, user_id)
  );`;

/**
 * Creates and fills the tables of a first version: users, posts, follows and their indexes as is
 * common for sharing images, and likes as rows.
 */
export async function fillPlain(
  sql: SqlPool,
  userIds: readonly string[],
  { people, followsEach, postsEach }: WorldSize,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe(SCHEMA);
    await tx`set local session_replication_role = replica`;
    await tx`set local statement_timeout = 0`;
    await tx`
      create temp table people on commit drop as
      select u.n - 1 as n, u.id from unnest(${userIds}::uuid[])
      with ordinality as u (id, n)`;
    await tx`
      insert into users (id, username, email, password_hash, full_name, avatar_url)
      select id, 'user_' || n, 'user_' || n || '@example.com', 'none', 'User ' || n,
        'https://media.example.com/avatars/' || id || '.jpg'
      from people`;
    await tx`
      insert into follows (follower_id, following_id, created_at)
      select f.id, e.id, now() - interval '90 days' + k * interval '1 hour'
      from generate_series(0, ${followsEach - 1}::int) as k
      cross join people f
      join people e on e.n = (f.n + 1 + k * ${FOLLOW_STRIDE}::int) % ${people}::int
      where f.n < ${people}
      order by k, f.n`;
    await tx`
      insert into posts (user_id, image_url, thumbnail_url, caption, created_at)
      select p.id, 'https://media.example.com/images/' || i.id || '_original.jpg',
        'https://media.example.com/images/' || i.id || '_thumbnail.jpg',
        'First light over the water, after a long walk around the lake #lake #light' ||
        case when random() < 0.2 then ' 📸' else '' end, i.at
      from people p
      cross join generate_series(1, ${postsEach}::int) as j
      cross join lateral (
        select gen_random_uuid(), now() - random() * interval '80 days' + j * interval '0'
      ) as i (id, at)
      where p.n < ${people}
      order by i.at`;
  });
  await sql`vacuum (analyze)`;
}
