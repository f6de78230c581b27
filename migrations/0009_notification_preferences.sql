create table notification_preferences (
  user_id uuid primary key references users on delete cascade,
  -- What was changed from the default: { type: { channel: boolean } }.
  channels jsonb not null,
  quiet_from time,
  quiet_until time,
  time_zone text not null default 'UTC'
);

-- Set when the notification was told by mail.
alter table notifications add column mailed_at timestamptz(3);
