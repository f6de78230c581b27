-- The cache entries that each transaction has outdated. All instances read them from here, so rights
-- do not wait for deliveries. `xid` tells a reader which rows it has not seen.
create table invalidations (
  xid xid8 not null default pg_current_xact_id(),
  -- The name under which an instance writes: it has applied its own rows at their commit.
  writer text not null,
  -- `cache:id`, with spaces between.
  entries text not null,
  -- The new counters of posts.
  counters json
);
create index invalidations_by_xid on invalidations (xid);
-- Ids do not get shorter.
alter table invalidations alter column entries set storage external,
  alter column counters set storage external;

-- Rows below `deleted_below` may be deleted. All their transactions had ended when the number was
-- `next_below`, at least as long before as rows are kept.
create table invalidation_horizon (
  is_only boolean primary key default true check (is_only),
  deleted_below xid8 not null,
  next_below xid8 not null,
  moved_at timestamptz(3) not null default now()
);
