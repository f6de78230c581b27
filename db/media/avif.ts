import type { MediaId, UserId } from "../../domain/ids.ts";
import type { PictureEdit } from "../../domain/media/edit.ts";
import type { Placement, Variant } from "../../domain/media/media.ts";
import { keepObjects } from "../outbox/storage_deletions.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { recordMediaUpdate } from "./media.ts";
import { lockMessageOf, UNUSED_OBJECT_SECONDS } from "./processing.ts";

/** A ready picture that gets AVIF files. */
export interface AvifWork {
  id: MediaId;
  ownerId: UserId;
  placement: Placement;
  variants: Variant[];
  edit: PictureEdit | null;
}

/** Asks for AVIF files of a picture. Animations and videos get none. */
export async function wantAvif(sql: Sql, mediaId: MediaId): Promise<void> {
  await sql`update media set avif_tries = 0 where id = ${mediaId} and kind = 'image'`;
}

/**
 * Takes a picture that was tried least often, and counts the try. Returns null while other media
 * wait for a worker. No lease is needed: the job runs once at a time, and {@link finishAvif}
 * compares. So a move never waits for this work.
 */
export async function takeForAvif(sql: Sql): Promise<AvifWork | null> {
  const [work] = await sql<AvifWork[]>`
    update media set avif_tries = avif_tries + 1
    where id = (
      select id from media
      where status = 'ready' and avif_tries < 3 and lease_id is null
        and placement = wanted_placement and not is_rekey_wanted
        and not exists (
          select from media where status = 'processing' and leased_until <= now())
      order by avif_tries, turn, id limit 1
      for update skip locked
    )
    returning id, owner_id, placement, variants, edit`;
  return work ?? null;
}

/** Takes a try back that failed for no fault of the picture. */
export async function returnAvifTry(sql: Sql, { id }: AvifWork): Promise<void> {
  await sql`update media set avif_tries = avif_tries - 1 where id = ${id} and avif_tries > 0`;
}

/** Lists objects for later deletion before they are written, so that a crash leaves none behind. */
export async function announceAvifs(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql`
    insert into storage_deletions (key, due_at)
    select k.key, now() + ${UNUSED_OBJECT_SECONDS} * interval '1 second'
    from unnest(${keys}::text[]) as k (key)`;
}

/**
 * Gives a picture its AVIF files. Returns false, and changes nothing, if it was moved, deleted or
 * has to be moved: then its files have other places.
 */
export async function finishAvif(
  tx: Tx,
  work: AvifWork,
  { variants, keys }: { variants: readonly Variant[]; keys: readonly string[] },
): Promise<boolean> {
  await lockMessageOf(tx.sql, work.id);
  const { count } = await tx.sql`
    update media set variants = ${tx.sql.json(variants as never)}, avif_tries = null,
      updated_at = now()
    where id = ${work.id} and status = 'ready' and lease_id is null
      and placement = wanted_placement and not is_rekey_wanted
      and variants = ${tx.sql.json(work.variants as never)}`;
  if (count === 0) return false;
  if (keys.length === 0) return true;
  await keepObjects(tx.sql, keys);
  await recordMediaUpdate(tx, work.id, work.ownerId);
  return true;
}
