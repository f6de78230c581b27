-- Events are written once and read once, whole: to take them apart in between, or to compress what
-- is deleted a moment later, is work for nothing.
alter table outbox
  alter column event type json,
  alter column event set storage external;
