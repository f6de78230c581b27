-- When whoever was invited to a board said yes; null until then. Those who are there have been asked.
alter table board_collaborators add column accepted_at timestamptz(3);
update board_collaborators set accepted_at = created_at;
