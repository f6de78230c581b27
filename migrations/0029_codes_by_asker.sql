-- Each asker has a code of their own, so that nobody's request and nobody's guesses end another's.
-- The asker is who is signed in (`session`) or on a device that the account knows (`device`), and
-- otherwise stands for a network, without saying which it is.
alter table security_codes
  add column asker text not null default 'session',
  drop constraint security_codes_pkey,
  add primary key (subject, purpose, asker);

-- What is counted: codes or guesses, of whom.
alter table code_budgets rename column issued_at to spent_at;
alter table code_budgets rename column last_issued_at to last_spent_at;
alter table code_budgets
  add column kind text not null default 'codes of others',
  drop constraint code_budgets_pkey,
  add primary key (subject, kind);
