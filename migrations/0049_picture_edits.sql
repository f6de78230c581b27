-- How the owner of a picture wants it shown. Each change has a higher number, so that one which
-- comes while variants are made is not lost.
alter table media
  add column edit jsonb,
  add column edit_rev integer not null default 0,
  add column is_edit_wanted boolean not null default false;
