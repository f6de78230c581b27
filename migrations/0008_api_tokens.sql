-- Personal API tokens: kept by their hash, so that whoever reads the table can use none.
create table api_tokens (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  issued_by uuid references users on delete set null,
  hash bytea not null,
  scopes text[] not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index api_tokens_by_user on api_tokens (user_id, id desc);
create index api_tokens_by_expiry on api_tokens (expires_at);
create index api_tokens_by_issuer on api_tokens (issued_by) where issued_by is not null;

create index users_admins on users (id) where 'admin' = any(roles);
-- Searches for the beginning of a name.
create index users_by_username_prefix on users (username text_pattern_ops);
create index users_by_email_prefix on users (email text_pattern_ops);
create index users_by_name_prefix on users (lower(full_name) text_pattern_ops);

-- Finds the picture that an object belongs to.
create index media_by_object on media using gin (variants jsonb_path_ops);
