-- Who came by an outside provider has no password until they set one.
alter table users alter column password_hash drop not null;

-- An identity at a provider, and whose it is here. Only issuer and subject name it: addresses and
-- names change hands.
create table identities (
  issuer text not null,
  subject text not null,
  id uuid not null unique,
  user_id uuid not null references users on delete cascade,
  provider text not null,
  -- The address at the time of linking, so that people recognise the identity in their list.
  email text,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3) not null default now(),
  primary key (issuer, subject)
);
create index identities_by_user on identities (user_id, id desc);

-- A sign-in that a browser has begun. The state and the browser's cookie are known by their hashes;
-- the nonce and the code verifier are sealed with the state.
create table oauth_flows (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  sealed bytea not null,
  expires_at timestamptz(3) not null
);
create index oauth_flows_by_expiry on oauth_flows (expires_at);

-- An identity that was proved and waits for a second factor, or for the password of the account
-- that has its address (user_id). Whoever holds the token, known by its hash, has proved it.
create table identity_proofs (
  hash bytea primary key,
  purpose text not null check (purpose in ('second_factor', 'link')),
  provider text not null,
  issuer text not null,
  subject text not null,
  email text,
  user_id uuid not null references users on delete cascade,
  expires_at timestamptz(3) not null
);
create index identity_proofs_by_expiry on identity_proofs (expires_at);
create index identity_proofs_by_user on identity_proofs (user_id);
