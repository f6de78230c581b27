create table totp (
  user_id uuid primary key references users on delete cascade,
  -- Sealed: who reads the database cannot make codes.
  secret bytea not null,
  enabled_at timestamptz(3),
  -- The last time step of which a code was used: no code serves twice.
  last_step bigint not null default 0,
  wrong_tries integer not null default 0,
  tries_since timestamptz(3) not null default now()
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  hash bytea not null,
  used_at timestamptz(3),
  primary key (user_id, hash)
);

create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3)
);
create index passkeys_by_user on passkeys (user_id, id desc);

-- A challenge of WebAuthn serves once; one for logging in belongs to nobody yet.
create table passkey_challenges (
  challenge text primary key,
  user_id uuid references users on delete cascade,
  expires_at timestamptz(3) not null
);
create index passkey_challenges_by_expiry on passkey_challenges (expires_at);
create index passkey_challenges_by_user on passkey_challenges (user_id);
