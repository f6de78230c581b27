-- The messages of a banned person since then are to be deleted. Null when that is done.
alter table space_bans add column messages_since timestamptz(3);
create index space_bans_to_clear on space_bans (id) where messages_since is not null;
