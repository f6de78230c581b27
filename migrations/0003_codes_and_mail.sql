-- When the user proved that mail to their address reaches them.
alter table users add column email_verified_at timestamptz(3);

-- A code that was mailed, as an HMAC that binds it to its purpose, its subject and the address it
-- went to. The subject is a user's id, or stands for an address that nobody has an account with:
-- a row of those costs the same work, so that time tells nobody which addresses have accounts.
-- For the same reason nothing here refers to users: a check of that would be work of its own.
create table security_codes (
  subject text not null,
  purpose text not null,
  mac bytea not null,
  tries smallint not null default 0,
  expires_at timestamptz(3) not null,
  primary key (subject, purpose)
);
create index security_codes_by_expiry on security_codes (expires_at);

-- When codes were issued within the last day, whatever their purpose.
create table code_budgets (
  subject text primary key,
  issued_at timestamptz(3)[] not null,
  last_issued_at timestamptz(3) not null
);
create index code_budgets_by_age on code_budgets (last_issued_at);

-- Texts hold codes: they are sealed, and forgotten when the mail has left or is given up.
alter table mails
  drop column body,
  add column sealed_text bytea,
  -- Whom it is about; no reference, as above.
  add column user_id uuid,
  -- Until when it is of any use.
  add column expires_at timestamptz(3) not null default 'infinity',
  add column given_up_at timestamptz(3);
drop index mails_to_send;
create index mails_to_send on mails (leased_until) where sent_at is null and given_up_at is null;
create index mails_by_age on mails (created_at);
create index mails_by_user on mails (user_id) where user_id is not null;
