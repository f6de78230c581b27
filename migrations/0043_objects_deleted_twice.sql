-- An upload whose address is still valid is deleted now, and then once more: it may arrive again.
alter table storage_deletions add column again_at timestamptz(3);
