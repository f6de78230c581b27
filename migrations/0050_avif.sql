-- Pictures that want AVIF files besides: how often that was tried. Null if they want none.
alter table media add column avif_tries smallint;
create index media_without_avif on media (avif_tries, turn, id)
  where status = 'ready' and avif_tries < 3;
