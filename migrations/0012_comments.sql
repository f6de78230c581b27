alter table comments
  add column parent_id uuid references comments on delete set null,
  -- From the comment on the post down to the parent: whoever cannot see one of them sees no reply.
  add column ancestor_ids uuid[] not null default '{}',
  add column edited_at timestamptz(3),
  -- It holds a word that the post's author mutes, on a post where such comments are held back.
  add column is_filtered boolean not null default false,
  add column is_standing boolean not null
    generated always as (deleted_at is null and takedown_id is null and not is_filtered) stored,
  -- It and all that it answers are standing: the comments that a post counts.
  add column is_shown boolean not null default true,
  -- The direct replies that are standing.
  add column replies_count integer not null default 0 check (replies_count >= 0),
  -- How often each emoji is among its reactions.
  add column reactions jsonb not null default '{}',
  add column reactions_count integer not null default 0 check (reactions_count >= 0),
  add column popularity integer not null
    generated always as (replies_count + reactions_count) stored;
update comments set is_shown = false where not is_standing;

create index comments_top on comments (post_id, id desc)
  where parent_id is null and deleted_at is null;
create index comments_popular on comments (post_id, popularity desc, id desc)
  where parent_id is null and deleted_at is null and popularity > 0;
create index comments_by_parent on comments (parent_id, id) where parent_id is not null;

create table comment_reactions (
  id uuid not null unique,
  comment_id uuid not null references comments on delete cascade,
  user_id uuid not null references users on delete cascade,
  emoji text not null,
  created_at timestamptz(3) not null default now(),
  primary key (comment_id, user_id, emoji)
);
create index comment_reactions_by_user on comment_reactions (user_id, id);

alter table posts
  add column comments_from text not null default 'everyone'
    check (comments_from in ('everyone', 'followers', 'off')),
  add column filters_comments boolean not null default false,
  add column pinned_comment_id uuid references comments on delete set null;
create index posts_by_pinned_comment on posts (pinned_comment_id)
  where pinned_comment_id is not null;
