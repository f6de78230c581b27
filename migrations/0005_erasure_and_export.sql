-- Whoever asks to be deleted is hidden at once, as a suspended person is, and erased later; signing
-- in before that undoes it.
alter table users add column deleted_at timestamptz(3);
create index users_to_erase on users (deleted_at) where deleted_at is not null;

-- Erasures that have begun and the phase that each is in. Nothing here refers to users: the last
-- phases come when the user's row is gone.
create table erasures (
  user_id uuid primary key,
  phase text not null,
  leased_until timestamptz(3) not null default '-infinity',
  begun_at timestamptz(3) not null default now()
);

-- Everything about a user in one file, made by a job, for the user alone and for a day.
create table exports (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  status text not null default 'waiting' check (status in ('waiting', 'ready', 'failed')),
  attempts integer not null default 0,
  leased_until timestamptz(3) not null default '-infinity',
  -- Where the file of the latest attempt lies, and its upload while that is under way.
  object_key text,
  upload_id text,
  bytes bigint,
  created_at timestamptz(3) not null default now(),
  ready_at timestamptz(3),
  expires_at timestamptz(3)
);
create index exports_by_user on exports (user_id, id desc);
create index exports_by_age on exports (created_at);
create unique index exports_waiting on exports (user_id) where status = 'waiting';

-- What refers to a person is found when they are erased.
create index notification_actors_by_actor on notification_actors (actor_id, id);
create index post_mentions_by_user on post_mentions (user_id);
create index mails_by_recipient on mails (recipient);
