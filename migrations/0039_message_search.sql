-- A message as it is searched. Nobody searches in conversations of others, so no lexeme is global:
-- each begins with the last digits of its conversation's id, and what others write costs nothing.
create table message_search (
  message_id uuid primary key,
  conversation_id uuid not null,
  seq integer not null,
  -- After the digits and a colon: the words, @ and the last digits of the sender's id, =media.
  document tsvector not null
);
create index message_search_by_conversation on message_search (conversation_id, message_id desc);
create index message_search_by_document on message_search
  using gin (document) with (fastupdate = off);

-- Indexes new messages. The locks let a change of a message come before or after this as a whole.
-- One plan makes all documents: a function for each message takes six times as long.
create function index_messages(ids uuid[]) returns void language sql as $$
  insert into message_search (message_id, conversation_id, seq, document)
  select g.id, g.conversation_id, g.seq,
    array_to_tsvector(array_remove(array[
      own || '@' || right(g.sender_id::text, 12),
      case when exists (select from message_media a where a.message_id = g.id)
        then own || '=media' end], null))
    || w.words
  from (
    select *, right(conversation_id::text, 12) || ':' as own from messages
    where id = any(ids) and body is not null and deleted_at is null
    order by id
    for share
  ) as g
  cross join lateral (
    select coalesce(
      string_agg('''' || own || word || ''':' || least(place, 16000), ' ')::tsvector,
      ''::tsvector) as words
    from search_words(g.body)) as w
  on conflict (message_id) do nothing
$$;

-- A change of a message changes its row in the same transaction. Of a deleted one nothing is left.
create function index_changed_message() returns trigger language plpgsql as $$
begin
  delete from message_search where message_id = new.id;
  perform index_messages(array[new.id]);
  return null;
end $$;
create trigger index_changed_message after update of body, deleted_at, sender_id on messages
  for each row when ((old.body, old.deleted_at, old.sender_id)
    is distinct from (new.body, new.deleted_at, new.sender_id))
  execute function index_changed_message();

create function forget_messages() returns trigger language plpgsql as $$
begin
  delete from message_search where message_id in (select id from gone);
  return null;
end $$;
create trigger forget_messages after delete on messages
  referencing old table as gone for each statement execute function forget_messages();

select index_messages(array(select id from messages));

-- Names of spaces as they are searched, like those of people.
create table space_search (
  space_id uuid primary key references spaces on delete cascade,
  document tsvector not null
);
create index space_search_by_document on space_search
  using gin (document) with (fastupdate = off);

create function index_space() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null then
    delete from space_search where space_id = new.id;
    return null;
  end if;
  insert into space_search (space_id, document)
    with words as materialized (
      select word from search_words(new.name)
      union
      -- A name is also found if somebody writes it in one word.
      select left(string_agg(letters, '' order by place), 64) from search_words(new.name)
    )
    select new.id, search_vector(new.name)
      || array_to_tsvector(array(select word from words where word is not null))
      || array_to_tsvector(array(
        select '~' || word from words where length(word) >= 3
        union
        select '~' || overlay(word placing '' from i for 1)
        from words, generate_series(1, length(word)) as i where length(word) >= 4))
  on conflict (space_id) do update set document = excluded.document;
  return null;
end $$;
create trigger index_space after insert or update of name, deleted_at on spaces
  for each row execute function index_space();

-- A row that is set to what it is runs its trigger.
update spaces set name = name;
