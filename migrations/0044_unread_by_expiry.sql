-- Unread numbers leave out messages whose time has run out, also before a job deletes them.
create index messages_standing on messages (conversation_id, seq) include (sender_id, expires_at)
  where deleted_at is null and takedown_id is null;
drop index messages_counted;
