-- Apart from the migration before, which locks the table of posts for a moment: here no row of it is
-- locked. Few posts have a warning, and no other is indexed anew.
select index_post(id) from posts where content_warning is not null and sort_id is not null;
-- Those that were edited meanwhile, by a program that still runs.
select index_post(id) from posts
where content_warning is not null and sort_id is not null and edited_at >= now();
