create table boards (
  id uuid primary key,
  owner_id uuid not null references users on delete cascade,
  name text not null,
  description text,
  category text,
  privacy text not null check (privacy in ('public', 'followers', 'private')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index boards_by_owner on boards (owner_id, id desc);

create table board_collaborators (
  id uuid not null unique,
  board_id uuid not null references boards on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('editor', 'viewer')),
  created_at timestamptz(3) not null default now(),
  primary key (board_id, user_id)
);
create index board_collaborators_by_user on board_collaborators (user_id, id);

create table board_pins (
  id uuid not null unique,
  board_id uuid not null references boards on delete cascade,
  post_id uuid not null references posts on delete cascade,
  -- Between any two ranks there is another, so that moving a pin changes one row. They are compared
  -- byte by byte, as the program does.
  rank text collate "C" not null,
  created_at timestamptz(3) not null default now(),
  primary key (board_id, post_id),
  -- At the end of a statement: one may give all pins of a board new ranks.
  unique (board_id, rank) deferrable initially immediate
);
create index board_pins_by_post on board_pins (post_id);

create table notes (
  id uuid primary key,
  user_id uuid not null unique references users on delete cascade,
  content text not null check (char_length(content) between 1 and 60),
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index notes_by_end on notes (expires_at);
