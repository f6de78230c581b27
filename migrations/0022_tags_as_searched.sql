-- A tag is stored as it is searched, so that all its spellings are one, and keeps its author's.
-- Null where that is the same. A tag that its author named beside the text stays when the text is
-- edited; null for rows that do not say.
alter table post_tags add column spelling text;
alter table post_tags add column is_named boolean;
alter table tag_follows add column spelling text;

-- Of one post's spellings of a tag the first stays. Few tags are written otherwise than they are
-- searched: no other row changes.
with folded as materialized (
  select post_id, tag, search_fold(tag) as folded, position from post_tags
  where tag !~ '^[a-z0-9_]*$'
)
delete from post_tags t using folded f
where t.post_id = f.post_id and t.tag = f.tag and f.tag <> f.folded and (
  exists (select from post_tags o where o.post_id = f.post_id and o.tag = f.folded)
  or exists (select from folded o where o.post_id = f.post_id and o.folded = f.folded
    and (o.position, o.tag) < (f.position, f.tag)));
update post_tags set spelling = tag, tag = search_fold(tag)
where tag !~ '^[a-z0-9_]*$' and tag <> search_fold(tag);

with folded as materialized (
  select user_id, tag, search_fold(tag) as folded, id from tag_follows
  where tag !~ '^[a-z0-9_]*$'
)
delete from tag_follows t using folded f
where t.user_id = f.user_id and t.tag = f.tag and f.tag <> f.folded and (
  exists (select from tag_follows o where o.user_id = f.user_id and o.tag = f.folded)
  or exists (select from folded o where o.user_id = f.user_id and o.folded = f.folded
    and o.id < f.id));
update tag_follows set spelling = tag, tag = search_fold(tag)
where tag !~ '^[a-z0-9_]*$' and tag <> search_fold(tag);
