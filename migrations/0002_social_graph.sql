-- A suspended person's things are hidden from everybody, and their tokens are refused.
alter table users add column suspended_at timestamptz(3);

create table follow_requests (
  id uuid not null unique,
  requester_id uuid not null references users on delete cascade,
  target_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (requester_id, target_id),
  check (requester_id <> target_id)
);
create index follow_requests_outgoing on follow_requests (requester_id, id desc);
create index follow_requests_incoming on follow_requests (target_id, id desc);

create table blocks (
  id uuid not null unique,
  blocker_id uuid not null references users on delete cascade,
  blocked_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (blocker_id, blocked_id),
  check (blocker_id <> blocked_id)
);
create index blocks_by_blocker on blocks (blocker_id, id desc);
create index blocks_by_blocked on blocks (blocked_id, blocker_id);

create table mutes (
  id uuid not null unique,
  user_id uuid not null references users on delete cascade,
  muted_id uuid not null references users on delete cascade,
  until timestamptz(3) not null default 'infinity',
  created_at timestamptz(3) not null default now(),
  primary key (user_id, muted_id),
  check (user_id <> muted_id)
);
create index mutes_by_user on mutes (user_id, id desc);
create index mutes_by_muted on mutes (muted_id);

-- A word that begins with # stands for a hashtag.
create table muted_words (
  user_id uuid not null references users on delete cascade,
  word text not null,
  until timestamptz(3) not null default 'infinity',
  position smallint not null,
  primary key (user_id, word)
);

create table close_friends (
  id uuid not null unique,
  user_id uuid not null references users on delete cascade,
  friend_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (user_id, friend_id),
  check (user_id <> friend_id)
);
create index close_friends_by_user on close_friends (user_id, id desc);
create index close_friends_by_friend on close_friends (friend_id, user_id);

-- One more person who sees a post, whatever its audience.
create table post_grants (
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (post_id, user_id)
);
create index post_grants_by_user on post_grants (user_id, post_id);

-- Whoever holds the link sees the post. The token is not kept: it is made of the id and a key.
create table share_links (
  id uuid primary key,
  post_id uuid not null references posts on delete cascade,
  expires_at timestamptz(3) not null default 'infinity',
  revoked_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index share_links_by_post on share_links (post_id, id desc);
create index share_links_ended on share_links (least(revoked_at, expires_at));

-- Addresses of pictures that fewer people may see now die: the pictures get new keys, also where
-- they lie in the right place already.
alter table media add column is_rekey_wanted boolean not null default false;
drop index media_to_process;
create index media_to_process on media (leased_until)
  where status = 'processing'
    or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));
