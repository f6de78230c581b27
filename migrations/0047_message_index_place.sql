-- The last message that was looked at for the search of messages: those up to it are in the index.
create table message_index_place (
  is_only boolean primary key default true check (is_only),
  message_id uuid not null
);
