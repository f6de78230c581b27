-- Videos wait in queues of their own: one takes minutes, and no picture may wait for it. A file is
-- known as a video by its declared type, or else by its first bytes when its upload is complete.
alter table media
  add column is_video boolean not null default false,
  add column duration_ms integer check (duration_ms > 0),
  add column has_audio boolean,
  -- How much of the processing is done, in percent.
  add column progress smallint not null default 0 check (progress between 0 and 100),
  -- The picture that its owner chose as poster, and whether a better poster can be made later.
  add column poster_media_id uuid references media on delete set null,
  add column needs_poster boolean not null default false,
  -- The objects that the playlist of a video names. No view of a post needs them.
  add column files jsonb not null default '[]';
create index media_by_poster on media (poster_media_id) where poster_media_id is not null;
create index media_by_file on media using gin (files jsonb_path_ops) where files <> '[]';
create index media_needing_posters on media (id) where needs_poster;

drop index media_by_turn;
drop index media_by_owners_turn;
drop index media_by_size;
create index media_by_turn on media (status, is_video, turn, id)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));
create index media_by_owners_turn on media (owner_id, status, is_video, turn)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));
-- Of its owner's pictures, the smallest comes first, and so does the smallest video.
create index media_by_size on media (owner_id, status, is_video, declared_bytes, id)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));

create or replace function take_media_turn() returns trigger language plpgsql as $$
begin
  new.turn := greatest(
    coalesce((
      select min(turn) from media
      where status = new.status and is_video = new.is_video and (status = 'processing'
        or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))), 0),
    coalesce((
      select max(turn) + 1 from media
      where owner_id = new.owner_id and status = new.status and is_video = new.is_video
        and (status = 'processing'
          or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))), 0));
  return new;
end $$;

-- The keys of all objects of a picture or a video.
create function object_keys(variants jsonb, files jsonb) returns setof text language sql immutable as $$
  select o ->> 'key' from jsonb_array_elements(variants || files) as o
$$;

-- A large object is stored in parts. After a crash the parts are aborted by the id of their upload.
alter table storage_deletions add column upload_id text;
