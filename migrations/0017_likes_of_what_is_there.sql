-- The statement that makes a like holds its post and its user until it ends (db/likes.ts). Keys
-- would look up both once more for each row, which costs as much as the row; what they did when a
-- post or a user goes is done once for all that go.
alter table likes drop constraint likes_post_id_fkey;
alter table likes drop constraint likes_user_id_fkey;

create function delete_likes_of_posts() returns trigger language plpgsql as $$
begin
  delete from likes where post_id in (select id from gone);
  return null;
end $$;
create trigger delete_likes after delete on posts
  referencing old table as gone for each statement execute function delete_likes_of_posts();

create function delete_likes_of_users() returns trigger language plpgsql as $$
begin
  delete from likes where user_id in (select id from gone);
  return null;
end $$;
create trigger delete_likes after delete on users
  referencing old table as gone for each statement execute function delete_likes_of_users();
