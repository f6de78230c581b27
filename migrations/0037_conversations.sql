-- Spaces have members and rooms. A room is a conversation whose members are those of its space.
create table spaces (
  id uuid primary key,
  name text not null,
  description text,
  avatar_media_id uuid references media on delete set null,
  is_public boolean not null default false,
  members_count integer not null default 0 check (members_count >= 0),
  rev integer not null default 0,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3)
);
create index spaces_by_size on spaces (members_count desc, id desc)
  where is_public and deleted_at is null;
create index spaces_deleted on spaces (deleted_at) where deleted_at is not null;

create table space_members (
  space_id uuid not null references spaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null default 'member' check (role in ('owner', 'moderator', 'member')),
  invitation_id uuid,
  -- The order of joining.
  id uuid not null unique,
  joined_at timestamptz(3) not null default now(),
  primary key (space_id, user_id)
);
create unique index space_owner on space_members (space_id) where role = 'owner';
create index space_members_by_user on space_members (user_id, space_id);
create index space_members_by_joining on space_members (space_id, id);
create index space_staff on space_members (space_id, role, id) where role <> 'member';

create table space_bans (
  space_id uuid not null references spaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  banned_by uuid references users on delete set null,
  reason text,
  id uuid not null unique,
  created_at timestamptz(3) not null default now(),
  primary key (space_id, user_id)
);
create index space_bans_by_time on space_bans (space_id, id);
create index space_bans_by_user on space_bans (user_id);
create index space_bans_by_banner on space_bans (banned_by) where banned_by is not null;

create table space_invitations (
  id uuid primary key,
  space_id uuid not null references spaces on delete cascade,
  token_hash bytea not null unique,
  created_by uuid references users on delete set null,
  max_uses integer not null,
  uses integer not null default 0,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  check (uses between 0 and max_uses)
);
create index space_invitations_by_space on space_invitations (space_id, id);
create index space_invitations_by_maker on space_invitations (created_by)
  where created_by is not null;

alter table posts add foreign key (space_id) references spaces on delete cascade;
create index posts_by_space on posts (space_id, sort_id desc) where space_id is not null;

create table conversations (
  id uuid primary key,
  kind text not null check (kind in ('dm', 'group', 'room')),
  space_id uuid references spaces on delete cascade,
  -- The two people of a DM, the smaller id first. It outlives the account of either.
  dm_low uuid,
  dm_high uuid,
  -- The owner of a group.
  owner_id uuid references users on delete set null,
  name text,
  topic text,
  avatar_media_id uuid references media on delete set null,
  history text not null default 'joined' check (history in ('joined', 'all')),
  -- The lowest roles in the space that may see a room and write into it.
  view_role text not null default 'member' check (view_role in ('owner', 'moderator', 'member')),
  post_role text not null default 'member' check (post_role in ('owner', 'moderator', 'member')),
  position integer not null default 0,
  encryption text not null default 'none' check (encryption in ('none', 'mls')),
  mls_epoch bigint,
  retention_days integer check (retention_days > 0),
  last_seq integer not null default 0,
  last_message_at timestamptz(3),
  -- Moves with each message, edit and deletion: it dates what was computed from the messages.
  head_rev integer not null default 0,
  -- Of DMs and groups.
  members_count integer not null default 0 check (members_count >= 0),
  rev integer not null default 0,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  check ((kind = 'room') = (space_id is not null)),
  check ((kind = 'dm') = (dm_low is not null)),
  check (dm_low < dm_high)
) with (fillfactor = 80);
create unique index conversations_dm on conversations (dm_low, dm_high) where kind = 'dm';
create index conversations_by_space on conversations (space_id, position, id) where kind = 'room';
create unique index conversations_room_name on conversations (space_id, lower(name))
  where kind = 'room' and deleted_at is null;
create index conversations_by_owner on conversations (owner_id) where owner_id is not null;
create index conversations_deleted on conversations (deleted_at) where deleted_at is not null;
create index conversations_kept_for_days on conversations (id) where retention_days is not null;

-- The people in a DM or a group. Without a row here, nobody has access.
create table conversation_members (
  conversation_id uuid not null references conversations on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null default 'member' check (role in ('owner', 'moderator', 'member')),
  -- Sees the messages above.
  floor_seq integer not null default 0,
  status text not null default 'accepted' check (status in ('accepted', 'request')),
  -- A declined request stays hidden until then, also if more messages come.
  hidden_until timestamptz(3),
  added_by uuid,
  -- The order of joining.
  id uuid not null unique,
  joined_at timestamptz(3) not null default now(),
  primary key (conversation_id, user_id)
);
create index conversation_members_by_user on conversation_members (user_id, conversation_id);
create index conversation_members_by_joining on conversation_members (conversation_id, id);

-- What a person has read of a conversation, and how they want to hear of it. All kinds have it.
create table conversation_states (
  user_id uuid not null references users on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  read_seq integer not null default 0,
  -- Of rooms: the member sees the messages above.
  floor_seq integer not null default 0,
  notify text not null default 'default' check (notify in ('default', 'all', 'mentions', 'none')),
  muted_until timestamptz(3),
  is_archived boolean not null default false,
  primary key (user_id, conversation_id)
) with (fillfactor = 80);
create index conversation_states_by_conversation on conversation_states (conversation_id);

-- Neither the conversation nor the sender is a key: the statement that writes a message holds both.
create table messages (
  conversation_id uuid not null,
  seq integer not null check (seq > 0),
  id uuid not null unique,
  sender_id uuid,
  -- The sender's own name of a message. It is unique for good, so that nothing is sent twice.
  client_id text collate "C",
  -- The hash of what was sent under this name: another text is no repetition.
  sent_hash bytea,
  body text,
  cipher bytea,
  epoch bigint,
  parent_id uuid,
  mentions_all boolean not null default false,
  preview jsonb,
  rev integer not null default 0,
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  takedown_id uuid references moderation_actions on delete set null,
  expires_at timestamptz(3),
  created_at timestamptz(3) not null,
  primary key (conversation_id, seq)
);
create unique index messages_once on messages (sender_id, client_id);
create index messages_counted on messages (conversation_id, seq) include (sender_id)
  where deleted_at is null and takedown_id is null;
create index messages_to_expire on messages (expires_at)
  where expires_at is not null and deleted_at is null;
create index messages_taken_down on messages (takedown_id) where takedown_id is not null;

create table message_media (
  message_id uuid not null references messages (id) on delete cascade,
  position integer not null,
  media_id uuid not null unique references media on delete cascade,
  file_name text,
  primary key (message_id, position)
);

create table message_mentions (
  user_id uuid not null references users on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  seq integer not null,
  message_id uuid not null references messages (id) on delete cascade,
  primary key (user_id, conversation_id, seq)
);
create index message_mentions_by_message on message_mentions (message_id);
create index message_mentions_by_conversation on message_mentions (conversation_id);

create table message_reactions (
  message_id uuid not null references messages (id) on delete cascade,
  user_id uuid not null references users on delete cascade,
  emoji text not null,
  -- The order of reacting.
  id uuid not null unique,
  primary key (message_id, user_id, emoji)
);
create index message_reactions_by_user on message_reactions (user_id);
create index message_reactions_by_emoji on message_reactions (message_id, emoji, id);

create function delete_messages_of_conversations() returns trigger language plpgsql as $$
begin
  delete from messages where conversation_id in (select id from gone);
  return null;
end $$;
create trigger delete_messages after delete on conversations
  referencing old table as gone for each statement execute function delete_messages_of_conversations();

-- Who may write to somebody first, who may add them to groups, and what they show of themselves.
alter table users
  add column messages_from text not null default 'everyone'
    check (messages_from in ('everyone', 'following', 'mutual', 'nobody')),
  add column groups_from text not null default 'everyone'
    check (groups_from in ('everyone', 'following', 'mutual', 'nobody')),
  add column shows_presence boolean not null default true,
  add column shows_receipts boolean not null default true,
  add column last_seen_at timestamptz(3);

-- A picture belongs to posts or to one message, never to both.
alter table media add column purpose text not null default 'post'
  check (purpose in ('post', 'message'));
