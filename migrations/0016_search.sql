-- Which characters make words is written down here and in domain/search_words.ts, and not left to
-- the locale of the database: both say the same everywhere.

-- A text in which equal letters are equal: without case, accents, width and form.
create function search_fold(text text) returns text language sql stable parallel safe as $$
  select normalize(
    replace(replace(replace(replace(translate(
      regexp_replace(
        lower(normalize(text, NFKD)),
        '[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef''\u2018\u2019\u02bc]',
        '', 'g'),
      'ςøđłıð', 'σodlid'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    NFC)
$$;

-- The words of a text and their places. Scripts without spaces come as pairs of neighbours and the
-- last character alone; an emoji is a word. No word holds a quote or a backslash. All letters make
-- the text without what is between its words.
create function search_words(text text) returns table (word text, place int, letters text)
language sql stable parallel safe as $$
  select left(w.word, 64), row_number() over (order by r.n, w.n)::int,
    case when r.run[1] is null then w.word else left(w.word, 1) end
  from regexp_matches(
      search_fold(text),
      '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)|([\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])|([^\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02c2-\u02df\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u0700-\u070d\u0964\u0965\u0970\u0e00-\u0eff\u1000-\u109f\u10fb\u1361-\u1368\u1780-\u17ff\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u2ff0-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ud800-\uf8ff\uf900-\ufaff\ufe10-\ufe6f\ufff0-\uffff\U00010100-\U00010102\U0001f000-\U0001faff\U00020000-\U0010ffff]+)',
      'g') with ordinality as r (run, n)
    cross join lateral (
      select substr(r.run[1], i, 2), i from generate_series(1, length(r.run[1])) as i
      where r.run[1] is not null
      union all
      select coalesce(r.run[2], r.run[3]), 1 where r.run[1] is null
    ) as w (word, n)
$$;

-- A text as it is searched, its words at their places; those after the 16,000th share one.
create function search_vector(text text) returns tsvector language sql stable parallel safe as $$
  select coalesce(
    string_agg('''' || word || ''':' || least(place, 16000), ' ')::tsvector, ''::tsvector)
  from search_words(text)
$$;

-- A post as it is searched. Apart from posts, so that a like rewrites no index.
create table post_search (
  post_id uuid primary key references posts on delete cascade,
  sort_id uuid not null,
  author_id uuid not null,
  -- Words of tags (A), header (B), caption (C) and alt texts (D); #tag, @author, /category, =format.
  document tsvector not null,
  -- Lower case, one a line.
  cameras text not null,
  latitude float8,
  longitude float8
);
create index post_search_by_sort_id on post_search (sort_id desc);
create index post_search_by_camera on post_search (sort_id desc) where cameras <> '';
create index post_search_by_place on post_search (latitude, longitude) where latitude is not null;
-- Without a list of pending entries: reading it would make searches slow after many posts.
create index post_search_by_document on post_search using gin (document) with (fastupdate = off);

-- Makes a post's row in post_search what it has to be: none unless the post is published.
create function index_post(id uuid) returns void language plpgsql as $$
begin
  insert into post_search as s
      (post_id, sort_id, author_id, document, cameras, latitude, longitude)
    select p.id, p.sort_id, p.author_id,
      setweight(search_vector(t.words), 'A') || setweight(search_vector(p.header), 'B')
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

-- Runs when a transaction ends, for each row that changed, and indexes a post once: rows of one
-- post come one after the other.
create function index_changed_post() returns trigger language plpgsql as $$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  changed_id uuid;
begin
  for changed_id in
    select (changed ->> 'id')::uuid where tg_table_name = 'posts'
    union all
    select (changed ->> 'post_id')::uuid where tg_table_name in ('post_media', 'post_tags')
    union all
    select post_id from post_media
    where tg_table_name = 'media' and media_id = (changed ->> 'id')::uuid
  loop
    if current_setting('tintype.indexed_post', true) is distinct from changed_id::text then
      -- Of two transactions that change one post the second reads what the first has written. A
      -- transaction that changes many posts must not fill the table of locks.
      perform pg_advisory_xact_lock(7184220, hashtext(changed_id::text) & 1023);
      perform index_post(changed_id);
      perform set_config('tintype.indexed_post', changed_id::text, true);
    end if;
  end loop;
  return null;
end $$;
create constraint trigger index_post after insert on posts
  deferrable initially deferred for each row execute function index_changed_post();
create constraint trigger index_post_again
  after update of status, sort_id, header, caption, category, latitude, longitude, deleted_at
  on posts deferrable initially deferred for each row
  when ((old.status, old.sort_id, old.header, old.caption, old.category, old.latitude,
      old.longitude, old.deleted_at)
    is distinct from (new.status, new.sort_id, new.header, new.caption, new.category, new.latitude,
      new.longitude, new.deleted_at))
  execute function index_changed_post();
create constraint trigger index_post after insert or update or delete on post_tags
  deferrable initially deferred for each row execute function index_changed_post();
create constraint trigger index_post after insert or update or delete on post_media
  deferrable initially deferred for each row execute function index_changed_post();
create constraint trigger index_post after update of alt_text, format, camera on media
  deferrable initially deferred for each row
  when ((old.alt_text, old.format, old.camera) is distinct from
    (new.alt_text, new.format, new.camera))
  execute function index_changed_post();

-- Names as they are searched: their words, and ~ before each with at most one letter left out.
create table user_search (
  user_id uuid primary key references users on delete cascade,
  document tsvector not null
);
create index user_search_by_document on user_search using gin (document) with (fastupdate = off);

create function index_user() returns trigger language plpgsql as $$
begin
  insert into user_search (user_id, document)
    with words as materialized (
      select word from search_words(new.username || ' ' || coalesce(new.full_name, ''))
      union
      -- Whoever writes a name in one word finds it as well.
      select left(string_agg(letters, '' order by place), 64)
      from unnest(array[new.username, new.full_name]) as n (name), search_words(n.name)
      group by n.name
    )
    select new.id, search_vector(new.username || ' ' || coalesce(new.full_name, ''))
      || array_to_tsvector(array(select word from words where word is not null))
      || array_to_tsvector(array(
        select '~' || word from words where length(word) >= 3
        union
        select '~' || overlay(word placing '' from i for 1)
        from words, generate_series(1, length(word)) as i where length(word) >= 4))
  on conflict (user_id) do update set document = excluded.document;
  return null;
end $$;
create trigger index_user after insert or update of username, full_name on users
  for each row execute function index_user();

-- What is there already: a row that is set to what it is runs its trigger.
update users set username = username;
select index_post(id) from posts;
