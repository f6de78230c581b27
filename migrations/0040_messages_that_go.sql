alter table moderation_reports
  drop constraint moderation_reports_subject_type_check,
  add constraint moderation_reports_subject_type_check
    check (subject_type in ('user', 'post', 'comment', 'message'));

-- The messages before a reported one, as they were then. Each goes with its sender.
create table report_contexts (
  report_id uuid not null references moderation_reports on delete cascade,
  position integer not null,
  message_id uuid not null,
  user_id uuid not null references users on delete cascade,
  content text not null,
  created_at timestamptz(3) not null,
  primary key (report_id, position)
);
create index report_contexts_by_user on report_contexts (user_id);

-- A deleted picture looks for what it is the avatar of.
create index conversations_by_avatar on conversations (avatar_media_id)
  where avatar_media_id is not null;
create index spaces_by_avatar on spaces (avatar_media_id) where avatar_media_id is not null;
