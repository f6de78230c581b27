-- Pictures are worked on in turns of their owners, moves apart from new ones: a picture gets a turn
-- behind those of its owner that wait, and no earlier than what is worked on now. So somebody who
-- sends one is next, however many somebody else sent before.
alter table media add column turn bigint not null default 0;

drop index media_to_process;
create index media_by_turn on media (status, turn, id)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));
create index media_by_owners_turn on media (owner_id, status, turn)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));
-- Of its owner's pictures, the smallest comes first.
create index media_by_size on media (owner_id, status, declared_bytes, id)
  where status = 'processing' or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted));

create function take_media_turn() returns trigger language plpgsql as $$
begin
  new.turn := greatest(
    coalesce((
      select min(turn) from media
      where status = new.status and (status = 'processing'
        or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))), 0),
    coalesce((
      select max(turn) + 1 from media
      where owner_id = new.owner_id and status = new.status and (status = 'processing'
        or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))), 0));
  return new;
end $$;

create trigger take_turn_of_new before insert on media for each row
when (new.status = 'processing'
  or (new.status = 'ready' and (new.placement <> new.wanted_placement or new.is_rekey_wanted)))
execute function take_media_turn();

create trigger take_turn before update of status, wanted_placement, is_rekey_wanted
on media for each row
when ((new.status = 'processing' and old.status <> 'processing')
  or (new.status = 'ready' and (new.placement <> new.wanted_placement or new.is_rekey_wanted)
    and not (old.status = 'ready' and (old.placement <> old.wanted_placement or old.is_rekey_wanted))))
execute function take_media_turn();
