-- How many people have reacted to a message with each emoji: a popular message is never counted again.
create table message_reaction_counts (
  message_id uuid not null,
  emoji text not null,
  count integer not null,
  primary key (message_id, emoji)
);

create function count_reactions() returns trigger language plpgsql as $$
begin
  insert into message_reaction_counts as c (message_id, emoji, count)
  select message_id, emoji, count(*) from added group by message_id, emoji
  order by message_id, emoji
  on conflict (message_id, emoji) do update set count = c.count + excluded.count;
  return null;
end $$;
create trigger count_reactions after insert on message_reactions
  referencing new table as added for each statement execute function count_reactions();

create function uncount_reactions() returns trigger language plpgsql as $$
begin
  -- Two erasures lock the counts in the same order.
  perform from message_reaction_counts
  where (message_id, emoji) in (select message_id, emoji from gone)
  order by message_id, emoji for update;
  update message_reaction_counts c set count = c.count - g.count
  from (select message_id, emoji, count(*) from gone group by message_id, emoji) as g
  where c.message_id = g.message_id and c.emoji = g.emoji;
  delete from message_reaction_counts c using gone g
  where c.message_id = g.message_id and c.emoji = g.emoji and c.count <= 0;
  return null;
end $$;
create trigger uncount_reactions after delete on message_reactions
  referencing old table as gone for each statement execute function uncount_reactions();

lock table message_reactions in share row exclusive mode;
insert into message_reaction_counts (message_id, emoji, count)
select message_id, emoji, count(*) from message_reactions group by message_id, emoji;
