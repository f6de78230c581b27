-- Times are timestamptz(3): JavaScript keeps milliseconds. Ids are UUIDv7, made by domain/ids.ts.

create table users (
  id uuid primary key,
  username text not null unique check (username = lower(username)),
  email text not null unique check (email = lower(email)),
  password_hash text not null,
  full_name text,
  bio text not null default '',
  website text,
  avatar_media_id uuid,
  -- A picture that is not processed yet; it replaces the avatar when it is ready.
  next_avatar_media_id uuid,
  is_private boolean not null default false,
  is_verified boolean not null default false,
  roles text[] not null default '{user}',
  followers_count integer not null default 0 check (followers_count >= 0),
  following_count integer not null default 0 check (following_count >= 0),
  posts_count integer not null default 0 check (posts_count >= 0),
  -- Grows with each follow, so that a feed knows that it was assembled before one.
  follows_rev integer not null default 0,
  last_active_at timestamptz(3) not null default '-infinity',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index users_by_created_at on users (created_at);
-- Authors whose posts are merged when feeds are read; followed by few others, it is seldom written.
create index users_followed_by_many on users (followers_count) where followers_count > 1000;

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  ip text not null,
  user_agent text not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index sessions_by_user on sessions (user_id, id desc);
create index sessions_by_expiry on sessions (expires_at);

create table refresh_tokens (
  hash bytea primary key,
  session_id uuid not null references sessions on delete cascade,
  issued_at timestamptz(3) not null default now(),
  used_at timestamptz(3)
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table follows (
  id uuid not null unique,
  follower_id uuid not null references users on delete cascade,
  followee_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (follower_id, followee_id),
  check (follower_id <> followee_id)
);
create index follows_by_follower on follows (follower_id, id desc);
create index follows_by_followee on follows (followee_id, id desc);
create index follows_for_fan_out on follows (followee_id, follower_id);

create table media (
  id uuid primary key,
  upload_id uuid not null unique,
  owner_id uuid not null references users on delete cascade,
  kind text not null default 'image' check (kind in ('image', 'gif', 'video')),
  status text not null default 'pending' check (status in ('pending', 'processing', 'ready', 'failed')),
  error text,
  declared_type text not null,
  declared_bytes bigint not null,
  sha256 text,
  upload_key text not null unique,
  -- Where the variants are or will be: random, so that nobody guesses it.
  object_prefix text not null unique,
  upload_expires_at timestamptz(3) not null,
  attempts integer not null default 0,
  leased_until timestamptz(3) not null default '-infinity',
  width integer,
  height integer,
  frames integer,
  thumbhash text,
  dominant_color text,
  alt_text text not null default '',
  format text,
  file_size bigint,
  camera text,
  taken_at text,
  -- Where the variants lie, and where the audience of the posts that use them wants them.
  placement text not null default 'public' check (placement in ('public', 'private')),
  wanted_placement text not null default 'public' check (wanted_placement in ('public', 'private')),
  variants jsonb not null default '[]',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index media_by_owner on media (owner_id, id desc);
create index media_to_process on media (leased_until)
  where status = 'processing' or (status = 'ready' and placement <> wanted_placement);
create index media_abandoned on media (upload_expires_at) where status = 'pending';
alter table users add foreign key (avatar_media_id) references media on delete set null;
alter table users add foreign key (next_avatar_media_id) references media on delete set null;
create index users_by_avatar on users (avatar_media_id) where avatar_media_id is not null;
create index users_by_next_avatar on users (next_avatar_media_id)
  where next_avatar_media_id is not null;

create table posts (
  id uuid primary key,
  author_id uuid not null references users on delete cascade,
  -- Its place in feeds: a UUIDv7 of the moment of publication. Null until published.
  sort_id uuid unique,
  status text not null check (status in ('processing', 'published', 'failed')),
  header text,
  caption text not null default '',
  privacy text not null default 'public'
    check (privacy in ('public', 'followers', 'close_friends', 'private')),
  content_warning text,
  location_name text,
  latitude numeric(10, 8),
  longitude numeric(11, 8),
  likes_count integer not null default 0 check (likes_count >= 0),
  comments_count integer not null default 0 check (comments_count >= 0),
  reposts_count integer not null default 0 check (reposts_count >= 0),
  -- Grows with each change of a counter: of two readings the larger is the newer.
  counters_rev integer not null default 0,
  created_at timestamptz(3) not null default now(),
  edited_at timestamptz(3),
  deleted_at timestamptz(3)
  -- Counters are in no index and pages have room, so that a like rewrites no index (HOT updates).
) with (fillfactor = 80);
create index posts_by_author on posts (author_id, sort_id desc) where sort_id is not null;
create index posts_public on posts (sort_id desc)
  where sort_id is not null and privacy = 'public' and deleted_at is null;
create index posts_by_place on posts (latitude, longitude) where latitude is not null;

create table post_media (
  post_id uuid not null references posts on delete cascade,
  position smallint not null,
  media_id uuid not null references media,
  primary key (post_id, position),
  unique (post_id, media_id)
);
create index post_media_by_media on post_media (media_id);

create table post_tags (
  post_id uuid not null references posts on delete cascade,
  tag text not null,
  position smallint not null,
  primary key (post_id, tag)
);
create index post_tags_by_tag on post_tags (tag, post_id desc);

create table post_mentions (
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  primary key (post_id, user_id)
);

create table likes (
  id uuid not null,
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  -- The post's counters_rev that came with it: the likes of a post are in this order.
  rev integer not null,
  -- Whether the author is told of it: not of their own, nor of people whom they mute.
  is_told boolean not null,
  primary key (user_id, post_id)
);
create index likes_by_post on likes (post_id, id desc);

create table comments (
  id uuid primary key,
  post_id uuid not null references posts on delete cascade,
  author_id uuid not null references users on delete cascade,
  content text not null,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3)
);
create index comments_by_post on comments (post_id, id desc) where deleted_at is null;
create index comments_by_author on comments (author_id, id desc);

-- A notification gathers the people who did one thing to one object while it is unread and young.
create table notifications (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  type text not null,
  post_id uuid,
  comment_id uuid,
  preview text,
  actors_count integer not null default 0 check (actors_count >= 0),
  is_open boolean not null,
  -- Which likes of the post it gathers, by their rev, and who liked last. They are not noted again
  -- in notification_actors.
  likes_from integer,
  likes_to integer,
  actor_ids uuid[],
  rev integer not null default 0,
  created_at timestamptz(3) not null default now(),
  read_at timestamptz(3)
) with (fillfactor = 80);
create index notifications_by_user on notifications (user_id, id desc);
create index notifications_unread on notifications (user_id) where read_at is null;
create index notifications_by_post on notifications (post_id, likes_from) where post_id is not null;
create index notifications_by_comment on notifications (comment_id) where comment_id is not null;
create index notifications_by_age on notifications (created_at) where is_open;
create unique index notifications_open
  on notifications (user_id, type, post_id, comment_id) nulls not distinct where is_open;

create table notification_actors (
  notification_id uuid not null references notifications on delete cascade,
  id uuid not null,
  user_id uuid not null,
  type text not null,
  post_id uuid,
  comment_id uuid,
  actor_id uuid not null references users on delete cascade
);
create index notification_actors_latest on notification_actors (notification_id, id desc);
-- One person does one thing to one object once: however often it is delivered.
create unique index notification_actors_once
  on notification_actors (user_id, actor_id, type, post_id, comment_id) nulls not distinct;

-- The transactional outbox: each write leaves its event here, in its own transaction.
create table outbox (
  seq bigint generated always as identity primary key,
  id uuid not null,
  lane text not null check (lane in ('main', 'fan_out')),
  event jsonb not null,
  created_at timestamptz(3) not null default now()
);
create index outbox_by_lane on outbox (lane, seq);

-- The batch of a lane that is being delivered and what it was found to change: a delivery that is
-- repeated after a crash says exactly the same.
create table deliveries (
  lane text primary key,
  seqs bigint[] not null,
  deltas json not null
);
-- It lives for some milliseconds: compressing it costs more than writing it.
alter table deliveries alter deltas set storage external;

create table idempotency_keys (
  scope text not null,
  key_hash bytea not null,
  fingerprint bytea not null,
  status smallint,
  answer bytea,
  created_at timestamptz(3) not null default now(),
  primary key (scope, key_hash)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Objects that nothing refers to any more; a job deletes them from storage.
create table storage_deletions (
  key text primary key,
  due_at timestamptz(3) not null default now()
);
create index storage_deletions_due on storage_deletions (due_at);

create table mails (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  attempts integer not null default 0,
  leased_until timestamptz(3) not null default '-infinity',
  error text,
  created_at timestamptz(3) not null default now(),
  sent_at timestamptz(3)
);
create index mails_to_send on mails (leased_until) where sent_at is null;

create table job_runs (
  id uuid primary key,
  name text not null,
  started_at timestamptz(3) not null default now(),
  leased_until timestamptz(3) not null,
  finished_at timestamptz(3),
  result jsonb,
  error text
);
create index job_runs_by_name on job_runs (name, id desc);
create unique index job_runs_running on job_runs (name) where finished_at is null;
