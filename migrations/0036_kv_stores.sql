-- The generations of the KV stores of this database. An instance with other stores would deliver the
-- events of all instances into them.
create table kv_stores (
  is_only boolean primary key default true check (is_only),
  generations text[] not null,
  recorded_at timestamptz(3) not null default now()
);
