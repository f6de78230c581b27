create table reposts (
  id uuid not null unique,
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (user_id, post_id)
);
create index reposts_by_post on reposts (post_id, id desc);
create index reposts_by_user on reposts (user_id, id desc);

create table saves (
  id uuid not null unique,
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (user_id, post_id)
);
create index saves_by_post on saves (post_id);
create index saves_by_user on saves (user_id, id desc);
