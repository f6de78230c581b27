-- The programs that share this database. One that does not renew its lease is dead: others take over
-- what it owned.
create table instances (
  id uuid primary key,
  leased_until timestamptz(3) not null
);

-- The recipients of events are divided into 64 parts. Each part of a lane is delivered by one
-- instance. Nobody owns it for a moment when it changes hands.
create table lane_parts (
  lane text not null,
  part smallint not null,
  owner uuid references instances,
  primary key (lane, part)
);

-- The batch of events that an instance is delivering from a lane, and what it changes: a delivery
-- that is repeated after a crash says exactly the same. `origin` is the instance that prepared it,
-- `owner` the one that delivers it: they differ after a takeover.
create table prepared_batches (
  lane text not null,
  shard smallint not null,
  origin uuid not null,
  owner uuid not null references instances,
  parts bigint not null,
  seqs bigint[] not null,
  deltas json not null,
  primary key (lane, shard, origin)
);
-- It lives for some milliseconds: compressing it costs more than writing it.
alter table prepared_batches alter deltas set storage external;

-- The parts that still have to hear of an event, as bits. New programs add a suffix to the lane, so
-- programs of the previous version leave those rows alone.
alter table outbox add column parts bigint not null default -1;
alter table outbox drop constraint outbox_lane_check;
alter table failed_events add column parts bigint not null default -1;
alter table failed_events drop constraint failed_events_lane_check;
