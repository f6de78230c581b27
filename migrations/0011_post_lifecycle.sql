alter table posts drop constraint posts_status_check;
alter table posts add constraint posts_status_check check (
  status in ('draft', 'scheduled', 'processing', 'published', 'failed', 'archived'));
-- A place in feeds is what a published post has: whoever asks for places finds no other.
alter table posts add constraint posts_place_check check (
  (status = 'published') = (sort_id is not null));
alter table posts add column archived_sort_id uuid
  check ((status = 'archived') = (archived_sort_id is not null));
-- It stays when a scheduled post is published: its author is told of it then.
alter table posts add column publish_at timestamptz(3);
alter table posts add constraint posts_schedule_check check (
  status <> 'scheduled' or publish_at is not null);
alter table posts add column parent_post_id uuid references posts on delete set null;
-- Also when its parent is erased.
alter table posts add column is_reply boolean not null default false;
alter table posts add column space_id uuid;

create index posts_unpublished on posts (author_id, id desc) where sort_id is null;
create index posts_deleted on posts (author_id, id desc) where deleted_at is not null;
create index posts_to_erase on posts (deleted_at) where deleted_at is not null;
create index posts_due on posts (publish_at) where status = 'scheduled';
create index posts_by_parent on posts (parent_post_id, sort_id) where parent_post_id is not null;

-- What a post said before each edit. Others see of it what its audience then lets them.
create table post_versions (
  id uuid primary key,
  post_id uuid not null references posts on delete cascade,
  privacy text not null,
  header text,
  caption text not null,
  content_warning text,
  category text,
  location_name text,
  latitude numeric(10, 8),
  longitude numeric(11, 8),
  tags text[] not null,
  -- Its pictures in order, with their texts of that time.
  media jsonb not null,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3) not null
);
create index post_versions_by_post on post_versions (post_id, id desc);

alter table users add column show_content_warnings boolean not null default false;
