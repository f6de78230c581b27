-- An erasure finds the DMs of a person from both sides.
create index conversations_by_high on conversations (dm_high) where kind = 'dm';
