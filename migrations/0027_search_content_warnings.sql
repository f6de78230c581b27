-- The words of content warnings are searched as those of headers are.
create or replace function index_post(id uuid) returns void language plpgsql as $$
begin
  insert into post_search as s
      (post_id, sort_id, author_id, document, cameras, latitude, longitude)
    select p.id, p.sort_id, p.author_id,
      setweight(search_vector(t.words), 'A') || setweight(search_vector(p.header), 'B')
        || setweight(search_vector(p.content_warning), 'B')
        || setweight(search_vector(p.caption), 'C') || setweight(search_vector(m.alt_texts), 'D')
        || array_to_tsvector(
          t.tags || m.formats || array['@' || p.author_id]
            || case when p.category is null then '{}' else array['/' || p.category] end),
      m.cameras, p.latitude, p.longitude
    from posts p,
      lateral (
        select coalesce(string_agg(tag, ' ' order by position), '') as words,
          coalesce(array_agg('#' || tag), '{}') as tags
        from post_tags where post_id = p.id) as t,
      lateral (
        select coalesce(string_agg(alt_text, ' ' order by position), '') as alt_texts,
          coalesce(array_agg('=' || lower(format)) filter (where format is not null), '{}')
            as formats,
          coalesce(string_agg(distinct lower(camera), e'\n'), '') as cameras
        from post_media join media on media.id = media_id where post_id = p.id) as m
    where p.id = index_post.id and p.status = 'published' and p.sort_id is not null
      and p.deleted_at is null
  on conflict (post_id) do update
    set sort_id = excluded.sort_id, document = excluded.document, cameras = excluded.cameras,
      latitude = excluded.latitude, longitude = excluded.longitude
    where (s.sort_id, s.document, s.cameras, s.latitude, s.longitude) is distinct from
      (excluded.sort_id, excluded.document, excluded.cameras, excluded.latitude,
        excluded.longitude);
  if not found then
    delete from post_search s where s.post_id = index_post.id and not exists (
      select from posts p where p.id = index_post.id and p.status = 'published'
        and p.sort_id is not null and p.deleted_at is null);
  end if;
end $$;

-- Beside the trigger of what was indexed before: replacing that one would lock the table longer.
create constraint trigger index_post_warning after update of content_warning
  on posts deferrable initially deferred for each row
  when (old.content_warning is distinct from new.content_warning)
  execute function index_changed_post();
