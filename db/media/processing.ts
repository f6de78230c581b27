import type postgres from "postgres";
import type { MediaId, UserId } from "../../domain/ids.ts";
import type { Placement, Variant } from "../../domain/media/media.ts";
import { SIGNED_URL_SECONDS } from "../../domain/limits.ts";
import type { ProcessedImage } from "../../lib/images/mod.ts";
import { dropNextAvatar, showNextAvatar } from "../people/avatars.ts";
import { deleteUploadLater, giveUpUpload, recordMediaUpdate } from "./media.ts";
import type { Sql } from "../sql.ts";
import { type Leased, Leases, requireLease, type Retry } from "../outbox/leases.ts";
import { deleteObjectsLater, keepObjects } from "../outbox/storage_deletions.ts";
import type { Tx } from "../transact.ts";

/** Objects that a worker wrote and never used are deleted after this. */
const UNUSED_OBJECT_SECONDS = 86_400;

/** A picture that one worker processes, or moves to the placement that its audience needs. */
export interface MediaWork extends Leased {
  id: MediaId;
  ownerId: UserId;
  status: "processing" | "ready";
  attempts: number;
  uploadKey: string;
  objectPrefix: string;
  declaredType: string;
  declaredBytes: number;
  sha256: string | null;
  placement: Placement;
  wantedPlacement: Placement;
  isRekeyWanted: boolean;
  variants: Variant[];
}

const leases = new Leases<MediaWork>({ name: "media", key: "id" });

/** The variants of a picture and their place in storage. */
export interface StoredVariants {
  objectPrefix: string;
  placement: Placement;
  variants: Variant[];
}

/**
 * Takes a picture to process or to move, with a lease that no other worker has. It is the smallest
 * one of the owner whose turn it is. The owner's other pictures keep the remaining turns.
 */
export async function claimMedia(
  sql: Sql,
  status: MediaWork["status"],
): Promise<MediaWork | null> {
  const [work] = await sql<MediaWork[]>`
    with next as (
      select id, owner_id, turn from media
      where status = ${status} and ${isWaiting(sql)} and leased_until <= now()
      order by turn, id limit 1
      for update skip locked
    ), taken as (
      select small.id, small.turn from next cross join lateral (
        select id, turn from media
        where owner_id = next.owner_id and status = ${status} and ${isWaiting(sql)}
          and leased_until <= now()
        order by declared_bytes, id limit 1
        for update skip locked
      ) as small
    ), left_over as (
      update media m set turn = taken.turn from next, taken
      where m.id = next.id and m.id <> taken.id
    )
    update media m
    set attempts = attempts + 1, turn = next.turn, ${leases.begin(sql, afterDeaths(sql))}
    from next, taken
    where m.id = taken.id
    returning m.id, m.owner_id, status, attempts, lease_id, upload_key, object_prefix,
      declared_type, declared_bytes::float, sha256, placement, wanted_placement, is_rekey_wanted,
      variants`;
  return work ?? null;
}

/**
 * How many times as long as others a lease is. It is longer after a worker has died. A program that
 * is killed several times a minute must not use up the tries of a picture.
 */
function afterDeaths(sql: Sql): postgres.Fragment {
  return sql`case when m.lease_id is null then 1 else 4 * m.attempts end`;
}

/** Whether a picture waits to be processed or moved. The indexes have the same condition. */
function isWaiting(sql: Sql) {
  return sql`(status = 'processing'
    or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))`;
}

/** The columns of {@link WaitingTimes} for the pictures that wait. */
export function mediaTimes(sql: Sql): postgres.Fragment {
  return leases.waitingTimes(sql, isWaiting(sql));
}

/** Renews the lease of a picture. Throws {@link LeaseLost} if another worker has taken it over. */
export function holdMedia(sql: Sql, work: MediaWork): Promise<void> {
  return leases.extend(sql, work);
}

/** Lists objects for later deletion before they are written, so that a crash leaves none behind. */
export async function announceObjects(
  sql: Sql,
  work: MediaWork,
  keys: readonly string[],
): Promise<void> {
  const { count } = await sql`
    insert into storage_deletions (key, due_at)
    select k.key, now() + ${UNUSED_OBJECT_SECONDS} * interval '1 second'
    from (select from media where ${leases.isHeld(sql, work)} for share) as m
    cross join unnest(${keys}::text[]) as k (key)
    on conflict (key) do update set due_at = excluded.due_at`;
  requireLease(count > 0);
}

/** Makes a processed picture ready. The caller publishes the posts that waited for it. */
export async function finishMedia(
  tx: Tx,
  work: MediaWork,
  image: ProcessedImage,
  stored: StoredVariants,
): Promise<void> {
  const { kind, width, height, frames, thumbhash, dominantColor, format } = image;
  const columns = { kind, width, height, frames, thumbhash, dominantColor, format };
  await lockMessageOf(tx.sql, work.id);
  const { count } = await tx.sql`
    update media set ${tx.sql({ ...columns, fileSize: work.declaredBytes })},
      camera = ${image.camera ?? null}, taken_at = ${image.takenAt ?? null},
      taken_at_local = ${image.takenAtLocal ?? null},
      ${placed(tx.sql, stored)}, status = 'ready', error = null
    where ${leases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await keepObjects(tx.sql, stored.variants.map((variant) => variant.key));
  await deleteUploadLater(tx.sql, work.id);
  tx.record({ type: "media.ready", mediaId: work.id, ownerId: work.ownerId });
  await showNextAvatar(tx, work.id, work.ownerId);
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

/**
 * Switches a picture to its copies in the new placement. Public addresses stop working at once.
 * Signed addresses work until they expire, unless fewer people may now see the picture. That may
 * have been decided while it was copied.
 */
export async function finishMove(tx: Tx, work: MediaWork, stored: StoredVariants): Promise<void> {
  const [held] = await tx.sql<{ isRekeyWanted: boolean }[]>`
    update media set ${placed(tx.sql, stored)}
    from (select is_rekey_wanted from media where ${leases.isHeld(tx.sql, work)} for update) as old
    where ${leases.isHeld(tx.sql, work)}
    returning old.is_rekey_wanted`;
  requireLease(held !== undefined);
  const before = work.variants.map((variant) => variant.key);
  const after = stored.variants.map((variant) => variant.key);
  await keepObjects(tx.sql, after.filter((key) => !before.includes(key)));
  const old = before.filter((key) => !after.includes(key));
  const isKept = work.placement === "private" && !held.isRekeyWanted;
  await deleteObjectsLater(tx.sql, old, isKept ? SIGNED_URL_SECONDS : 0);
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

function placed(sql: Sql, { objectPrefix, placement, variants }: StoredVariants) {
  return sql`
    object_prefix = ${objectPrefix}, placement = ${placement},
    variants = ${
    sql.json(variants as never)
  }, is_rekey_wanted = false, attempts = 0, lease_id = null,
    leased_until = '-infinity', updated_at = now()`;
}

/** Locks the message of a picture, if there is one. A deletion locks the two in the same order. */
async function lockMessageOf(sql: Sql, mediaId: MediaId): Promise<void> {
  await sql`
    select from messages
    where id = (select message_id from message_media where media_id = ${mediaId})
    for no key update`;
}

/** Marks a picture as failed for good, with the reason for its owner. */
export async function failMedia(tx: Tx, work: MediaWork, reason: string): Promise<void> {
  await lockMessageOf(tx.sql, work.id);
  const { count } = await tx.sql`
    update media set status = 'failed', error = ${reason}, lease_id = null, updated_at = now()
    where ${leases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await giveUpUpload(tx.sql, work.id);
  await dropNextAvatar(tx.sql, work.id, work.ownerId);
  tx.record({ type: "media.failed", mediaId: work.id, ownerId: work.ownerId });
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

/** Puts a picture back for another try, after the other pictures of its owner. */
export async function retryMedia(
  sql: Sql,
  work: MediaWork,
  retry: Retry,
): Promise<void> {
  const { ownerId, status } = work;
  const last = sql`
    select max(turn) from media
    where owner_id = ${ownerId} and status = ${status} and ${isWaiting(sql)}`;
  await leases.retry(sql, work, { ...retry, set: sql`turn = coalesce((${last}) + 1, 0)` });
}
