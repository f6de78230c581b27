-- One of the configured categories, which may change: those of old posts stay as they were.
alter table posts add column category text;
create index posts_by_category on posts (category, sort_id desc)
  where category is not null and sort_id is not null and privacy = 'public' and deleted_at is null;

-- How popular each public post was, and in which epochs: a walk reads one epoch from its beginning
-- to its end, whatever is liked meanwhile. A post has one row for each epoch that it is in.
create table popularity (
  post_id uuid not null references posts on delete cascade,
  -- From this epoch on, and before that one.
  valid_from integer not null,
  valid_to integer not null default 2147483647,
  -- What does not change, and what had changed when the row was made.
  author_id uuid not null,
  sort_id uuid not null,
  category text,
  likes integer not null,
  hot integer not null,
  primary key (post_id, valid_from)
);
create index popularity_by_hot on popularity (hot desc, sort_id desc);
create index popularity_by_likes on popularity (likes desc, sort_id desc);
create index popularity_by_category on popularity (category, likes desc, sort_id desc)
  where category is not null;
create index popularity_now on popularity (sort_id) where valid_to = 2147483647;
create index popularity_now_by_category on popularity (category)
  where valid_to = 2147483647 and category is not null;
create index popularity_outdated on popularity (valid_to) where valid_to < 2147483647;

create table popularity_epochs (
  epoch integer primary key,
  made_at timestamptz(3) not null default now(),
  trending jsonb not null,
  categories jsonb not null
);

-- One row: when popularity was last looked at, and what that took. Its lock is the right to do it.
create table popularity_state (
  is_only boolean primary key default true check (is_only),
  refreshed_at timestamptz(3) not null default '-infinity',
  took_ms integer not null default 0,
  -- Old posts are looked at in turns: how far the last one came.
  swept_to uuid not null default '00000000-0000-0000-0000-000000000000'
);

-- Whom somebody does not want to be suggested.
create table suggestion_dismissals (
  id uuid not null unique,
  user_id uuid not null references users on delete cascade,
  dismissed_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (user_id, dismissed_id)
);
create index suggestion_dismissals_by_user on suggestion_dismissals (user_id, id desc);
create index suggestion_dismissals_by_dismissed on suggestion_dismissals (dismissed_id);
