-- Whether the members of a large space know how many they are, and when they were told last.
alter table spaces
  add column is_count_told boolean not null default true,
  add column count_told_at timestamptz(3);
create index spaces_to_tell on spaces (id) where not is_count_told and deleted_at is null;
-- Deleted spaces whose members have not all heard of it.
create index spaces_to_clear on spaces (id) where deleted_at is not null and members_count > 0;
