-- What the pictures of a user take, kept by the transaction that changes them. The row's lock lets
-- one upload of a user begin after the other, so that no bound is passed by two at once.
create table storage_uses (
  owner_id uuid primary key references users on delete cascade,
  used_bytes bigint not null default 0,
  pending_count int not null default 0,
  pending_bytes bigint not null default 0
);

-- A file that is to be deleted, and may still be uploaded until then, is somebody's upload as well.
alter table storage_deletions add column owner_id uuid, add column bytes bigint not null default 0;
create index storage_deletions_by_owner on storage_deletions (owner_id) where owner_id is not null;

create function media_bytes(status text, declared_bytes bigint, variants jsonb) returns bigint
language sql immutable as $$
  select case status
    when 'processing' then declared_bytes
    when 'ready' then (
      select coalesce(sum((v ->> 'bytes')::bigint), 0) from jsonb_array_elements(variants) as v)
    else 0
  end
$$;

create function keep_storage_uses() returns trigger language plpgsql as $$
declare
  used bigint := 0;
  pending int := 0;
  reserved bigint := 0;
begin
  if tg_op <> 'INSERT' then
    used := used - media_bytes(old.status, old.declared_bytes, old.variants);
    if old.status = 'pending' then
      pending := pending - 1;
      reserved := reserved - old.declared_bytes;
    end if;
  end if;
  if tg_op = 'DELETE' then
    -- Whose account is erased has no row any more.
    update storage_uses set used_bytes = used_bytes + used, pending_count = pending_count + pending,
      pending_bytes = pending_bytes + reserved
    where owner_id = old.owner_id;
    return null;
  end if;
  used := used + media_bytes(new.status, new.declared_bytes, new.variants);
  if new.status = 'pending' then
    pending := pending + 1;
    reserved := reserved + new.declared_bytes;
  end if;
  insert into storage_uses as s (owner_id, used_bytes, pending_count, pending_bytes)
  values (new.owner_id, used, pending, reserved)
  on conflict (owner_id) do update set used_bytes = s.used_bytes + used,
    pending_count = s.pending_count + pending, pending_bytes = s.pending_bytes + reserved;
  return null;
end $$;

insert into storage_uses (owner_id, used_bytes, pending_count, pending_bytes)
select owner_id, sum(media_bytes(status, declared_bytes, variants)),
  count(*) filter (where status = 'pending'),
  coalesce(sum(declared_bytes) filter (where status = 'pending'), 0)
from media group by owner_id;

create trigger keep_storage_uses after insert or delete or update of status, declared_bytes, variants
on media for each row execute function keep_storage_uses();
