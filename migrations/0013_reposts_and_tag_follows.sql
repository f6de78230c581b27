-- The places of reposts that were taken back: who walks a feed meanwhile loses no post that others
-- have reposted as well. They are kept for a day.
create table undone_reposts (
  id uuid primary key,
  post_id uuid not null references posts on delete cascade,
  user_id uuid not null references users on delete cascade,
  undone_at timestamptz(3) not null default now(),
  unique (user_id, post_id)
);
create index undone_reposts_by_user on undone_reposts (user_id, id desc);
create index undone_reposts_by_post on undone_reposts (post_id);
create index undone_reposts_by_age on undone_reposts (undone_at);

create table tag_follows (
  id uuid not null unique,
  user_id uuid not null references users on delete cascade,
  tag text not null,
  created_at timestamptz(3) not null default now(),
  primary key (user_id, tag)
);
create index tag_follows_by_user on tag_follows (user_id, id desc);

-- Where a reader is in each feed.
create table feed_positions (
  user_id uuid not null references users on delete cascade,
  feed text not null,
  post_id uuid not null references posts on delete cascade,
  updated_at timestamptz(3) not null default now(),
  primary key (user_id, feed)
);
create index feed_positions_by_post on feed_positions (post_id);

-- A tag has its posts in the order of feeds, without replies, or reading the newest of a popular one would sort all.
alter table post_tags add column sort_id uuid;
update post_tags t set sort_id = p.sort_id from posts p where p.id = t.post_id and not p.is_reply;
create index post_tags_by_place on post_tags (tag, sort_id desc) where sort_id is not null;

-- The copy is the database's own business, so that nobody who publishes or tags can forget it.
create function place_post_tag() returns trigger language plpgsql as $$
begin
  new.sort_id := (select sort_id from posts where id = new.post_id and not is_reply);
  return new;
end $$;
create trigger place_post_tag before insert on post_tags
  for each row execute function place_post_tag();

create function place_post_tags() returns trigger language plpgsql as $$
begin
  update post_tags set sort_id = new.sort_id where post_id = new.id;
  return null;
end $$;
create trigger place_post_tags after update of sort_id on posts
  for each row when (new.sort_id is distinct from old.sort_id and not new.is_reply)
  execute function place_post_tags();
