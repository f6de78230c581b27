-- Events that failed each time, alone: the lane goes on without them until they are tried again.
create table failed_events (
  id uuid primary key,
  lane text not null check (lane in ('main', 'fan_out')),
  event json not null,
  -- What the event was found to change in inboxes, where it had come so far.
  deltas json,
  error text not null,
  tries int not null,
  failed_at timestamptz(3) not null default now()
);

-- Of an event that was parked and waits again.
alter table outbox add column deltas json;
