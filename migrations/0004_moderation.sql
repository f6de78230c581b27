-- What moderators do and look at: who, what, when and why. It is only ever added to, and it has no
-- references: it outlives the people and the things that it is about.
create table moderation_actions (
  id uuid primary key,
  -- Null where nobody did it: a suspension ended by itself.
  actor_id uuid,
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id uuid not null,
  -- Whose thing it is.
  person_id uuid not null,
  reason text not null,
  until timestamptz(3),
  report_id uuid,
  appeal_id uuid,
  created_at timestamptz(3) not null default now()
);
create index moderation_actions_by_actor on moderation_actions (actor_id, id desc);
create index moderation_actions_by_subject on moderation_actions (subject_id, id desc);
create index moderation_actions_by_person on moderation_actions (person_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger moderation_actions_append_only before update or delete on moderation_actions
  for each row execute function refuse_change();
create trigger moderation_actions_kept before truncate on moderation_actions
  for each statement execute function refuse_change();

create table moderation_reports (
  id uuid primary key,
  reporter_id uuid references users on delete set null,
  subject_type text not null check (subject_type in ('user', 'post', 'comment')),
  subject_id uuid not null,
  -- Whose thing it is. What it says goes with them.
  person_id uuid not null references users on delete cascade,
  reason text not null,
  note text,
  -- What was reported, as it was then, and whether it was not for everybody.
  snapshot jsonb not null,
  is_private boolean not null,
  status text not null default 'open' check (status in ('open', 'dismissed', 'actioned')),
  action_id uuid references moderation_actions,
  created_at timestamptz(3) not null default now(),
  resolved_at timestamptz(3)
);
create unique index moderation_reports_once
  on moderation_reports (reporter_id, subject_type, subject_id) where status = 'open';
create index moderation_reports_by_status on moderation_reports (status, id);
create index moderation_reports_by_reporter on moderation_reports (reporter_id, id desc);
create index moderation_reports_by_subject on moderation_reports (subject_id, status);
create index moderation_reports_by_person on moderation_reports (person_id);
create index moderation_reports_by_action on moderation_reports (action_id)
  where action_id is not null;

create table moderation_appeals (
  id uuid primary key,
  action_id uuid not null references moderation_actions,
  person_id uuid not null references users on delete cascade,
  message text not null,
  status text not null default 'open' check (status in ('open', 'accepted', 'rejected')),
  -- What the moderator answered.
  answer text,
  created_at timestamptz(3) not null default now(),
  resolved_at timestamptz(3)
);
create unique index moderation_appeals_once on moderation_appeals (action_id);
create index moderation_appeals_by_status on moderation_appeals (status, id);
create index moderation_appeals_by_person on moderation_appeals (person_id, id desc);

-- What was taken down is hidden from everybody but its author, until this is null again.
alter table posts add column takedown_id uuid references moderation_actions;
alter table comments add column takedown_id uuid references moderation_actions;

-- What `suspended_at` is due to, and when it ends by itself.
alter table users
  add column suspension_id uuid references moderation_actions,
  add column suspended_until timestamptz(3);
create index users_by_suspension_end on users (suspended_until) where suspended_until is not null;
