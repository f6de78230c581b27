-- Finds the last message to everybody in a large room: another one may come after ten minutes.
create index messages_to_all on messages (conversation_id, created_at) where mentions_all;
