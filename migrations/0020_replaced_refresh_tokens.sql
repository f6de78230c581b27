-- A successor whose answer was lost is replaced by another one. Which one counts: a successor is
-- derived from its token and this number.
alter table refresh_tokens
  add column replacements smallint not null default 0,
  -- When this token was replaced, never used, by another successor: only a copy of it can come.
  add column replaced_at timestamptz(3);
