import type { MediaId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** An object in storage that a picture needs. */
export interface ObjectReference {
  mediaId: MediaId;
  key: string;
}

/** The objects that these pictures need: their variants, or the upload before its processing. */
export async function listObjectReferences(
  sql: Sql,
  mediaIds: readonly MediaId[],
): Promise<ObjectReference[]> {
  return await sql<ObjectReference[]>`
    select m.id as media_id, o.key
    from media m cross join lateral object_keys(m.variants, m.files) as o (key)
    where m.id = any(${mediaIds}::uuid[]) and m.status = 'ready'
    union all
    select m.id, m.upload_key from media m
    where m.id = any(${mediaIds}::uuid[]) and m.status = 'processing'`;
}

/**
 * Returns those of these objects that nothing refers to: no picture, no export, and no entry of the
 * list of deletions.
 */
export async function findUnnamedObjects(sql: Sql, keys: readonly string[]): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select k.key from unnest(${keys}::text[]) as k (key)
    where not exists (select from storage_deletions d where d.key = k.key)
      and not exists (select from media m where m.upload_key = k.key)
      and not exists (select from exports e where e.object_key = k.key)
      and not exists (
        select from media m
        where m.variants @> jsonb_build_array(jsonb_build_object('key', k.key))
)
      and not exists (
        select from media m
        where m.files <> '[]' and m.files @> jsonb_build_array(jsonb_build_object('key', k.key)))`;
  return rows.map((row) => row.key);
}
