-- When somebody last proved in this session that it is they who use it; refreshing proves nothing.
alter table sessions add column proved_at timestamptz(3);
update sessions set proved_at = created_at;
alter table sessions alter proved_at set default now(), alter proved_at set not null;

-- A code that was mailed to the owner when an authenticator app was enabled: it switches the app off.
alter table recovery_codes
  add column ends_app boolean not null default false,
  add column expires_at timestamptz(3) not null default 'infinity';
