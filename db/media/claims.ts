import type postgres from "postgres";
import type { MediaId, UserId } from "../../domain/ids.ts";
import type { Placement, StoredFile, Variant } from "../../domain/media/media.ts";
import type { PictureEdit } from "../../domain/media/edit.ts";
import { type Leased, Leases, type Retry } from "../outbox/leases.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A file that one worker processes, or moves to the placement that its audience needs. */
export interface MediaWork extends Leased {
  id: MediaId;
  ownerId: UserId;
  status: "processing" | "ready";
  isVideo: boolean;
  attempts: number;
  uploadKey: string;
  objectPrefix: string;
  declaredType: string;
  declaredBytes: number;
  sha256: string | null;
  placement: Placement;
  wantedPlacement: Placement;
  isRekeyWanted: boolean;
  edit: PictureEdit | null;
  editRev: number;
  /** Whether the variants of a ready picture do not show the edit yet. */
  isEditWanted: boolean;
  variants: Variant[];
  files: StoredFile[];
  posterMediaId: MediaId | null;
}

/** One of the queues: pictures or videos, that are to be processed or to be moved. */
export type MediaQueue = Pick<MediaWork, "status" | "isVideo">;

/** The leases of workers. */
export const mediaLeases = new Leases<MediaWork>({ name: "media", key: "id" });

/**
 * Takes the next file of a queue, with a lease that no other worker has. It is the smallest one of
 * the owner whose turn it is. The owner's other files keep the remaining turns.
 */
export async function claimMedia(
  sql: Sql,
  { status, isVideo }: MediaQueue,
): Promise<MediaWork | null> {
  const [work] = await sql<MediaWork[]>`
    with next as (
      select id, owner_id, turn from media
      where status = ${status} and is_video = ${isVideo} and ${isWaiting(sql)}
        and leased_until <= now()
      order by turn, id limit 1
      for update skip locked
    ), taken as (
      select small.id, small.turn from next cross join lateral (
        select id, turn from media
        where owner_id = next.owner_id and status = ${status} and is_video = ${isVideo}
          and ${isWaiting(sql)} and leased_until <= now()
        order by declared_bytes, id limit 1
        for update skip locked
      ) as small
    ), left_over as (
      update media m set turn = taken.turn from next, taken
      where m.id = next.id and m.id <> taken.id
    )
    update media m
    set attempts = attempts + 1, turn = next.turn, ${mediaLeases.begin(sql, afterDeaths(sql))}
    from next, taken
    where m.id = taken.id
    returning m.id, m.owner_id, ${columns(sql)}`;
  return work ?? null;
}

/** Takes a ready video whose poster is neutral. */
export async function claimNeedingPoster(sql: Sql): Promise<MediaWork | null> {
  const next = {
    where: sql`needs_poster and status = 'ready' and not ${isWaiting(sql)}`,
    orderBy: sql`id`,
    set: sql`attempts = attempts + 1`,
  };
  const [work] = await sql<MediaWork[]>`
    ${mediaLeases.claim(sql, next)}
    returning id, owner_id, ${columns(sql)}`;
  return work ?? null;
}

/** The columns of {@link MediaWork} after its ids. */
function columns(sql: Sql): postgres.Fragment {
  return sql`status, is_video, attempts, lease_id, upload_key, object_prefix, declared_type,
    declared_bytes::float, sha256, placement, wanted_placement, is_rekey_wanted, edit, edit_rev,
    is_edit_wanted, variants, files,
    poster_media_id`;
}

/**
 * How many times as long as others a lease is. It is longer after a worker has died. A program that
 * is killed several times a minute must not use up the tries of a picture.
 */
function afterDeaths(sql: Sql): postgres.Fragment {
  return sql`case when m.lease_id is null then 1 else 4 * m.attempts end`;
}

/** Whether a file waits to be processed or moved. The indexes have the same condition. */
function isWaiting(sql: Sql) {
  return sql`(status = 'processing'
    or (status = 'ready' and (placement <> wanted_placement or is_rekey_wanted)))`;
}

/** The columns of {@link WaitingTimes} for the pictures that wait. */
export function pictureTimes(sql: Sql): postgres.Fragment {
  return mediaLeases.waitingTimes(sql, sql`${isWaiting(sql)} and not is_video`);
}

/** The same for the videos that are to be processed. */
export function videoTimes(sql: Sql): postgres.Fragment {
  return mediaLeases.waitingTimes(sql, sql`status = 'processing' and is_video`);
}

/** The same for the videos that are to be moved. */
export function videoMoveTimes(sql: Sql): postgres.Fragment {
  return mediaLeases.waitingTimes(
    sql,
    sql`${isWaiting(sql)} and status = 'ready' and is_video`,
  );
}

/** Wakes the jobs that move pictures and videos. */
export function wakeMoves(wake: Tx["wake"]): void {
  wake("media");
  wake("video_moves");
}

/** Renews the lease of a file. Throws {@link LeaseLost} if another worker has taken it over. */
export function holdMedia(sql: Sql, work: MediaWork): Promise<void> {
  return mediaLeases.extend(sql, work);
}

/** Puts a file back for another try, after the other files of its owner in its queue. */
export async function retryMedia(
  sql: Sql,
  work: MediaWork,
  retry: Retry,
): Promise<void> {
  const { ownerId, status, isVideo } = work;
  const last = sql`
    select max(turn) from media
    where owner_id = ${ownerId} and status = ${status} and is_video = ${isVideo}
      and ${isWaiting(sql)}`;
  await mediaLeases.retry(sql, work, { ...retry, set: sql`turn = coalesce((${last}) + 1, 0)` });
}
