import { UPLOAD_GRACE_SECONDS } from "./media.ts";
import { one, type Sql } from "../sql.ts";
import { isUsed } from "./uses.ts";

/**
 * Deletes some expired uploads and some unused pictures, in the order of their ids, and lists their
 * objects for deletion. Returns the last id and how many.
 */
export async function deleteAbandonedMedia(
  sql: Sql,
  options: { after: string; unusedHours: number; limit: number },
): Promise<{ last: string | null; count: number }> {
  const { after, unusedHours, limit } = options;
  return await one(sql<{ last: string | null; count: number }[]>`
    with abandoned as (
      select m.id from media m
      where m.id > ${after}
        and case m.status
          when 'pending'
            then m.upload_expires_at < now() - ${UPLOAD_GRACE_SECONDS} * interval '1 second'
          else m.created_at < now() - ${unusedHours} * interval '1 hour'
        end
        and not ${isUsed(sql)}
      order by m.id limit ${limit}
      for update of m skip locked
    ), deleted as (
      delete from media m using abandoned a where m.id = a.id
      returning m.id, m.upload_key, m.upload_expires_at, m.variants, m.files
    ), listed as (
      insert into storage_deletions (key, due_at)
      select g.upload_key,
        greatest(now(), g.upload_expires_at + ${UPLOAD_GRACE_SECONDS} * interval '1 second')
      from deleted g
      union all
      select o.key, now() from deleted g, object_keys(g.variants, g.files) as o (key)
      on conflict (key) do update set due_at = excluded.due_at
    )
    select max(id::text) as last, count(*)::int from deleted`);
}

/** Deletes some uploads that never arrived before they expired; returns how many. */
export async function deleteUnfinishedUploads(sql: Sql, limit: number): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    with deleted as (
      delete from media where id in (
        select id from media
        where status = 'pending'
          and upload_expires_at < now() - ${UPLOAD_GRACE_SECONDS} * interval '1 second'
          and not exists (select from post_media pm where pm.media_id = media.id)
        order by upload_expires_at limit ${limit}
        for update skip locked
      )
      returning upload_key
    ), listed as (
      insert into storage_deletions (key) select upload_key from deleted
      on conflict (key) do update set due_at = excluded.due_at
    )
    select count(*)::int as count from deleted`);
  return count;
}
