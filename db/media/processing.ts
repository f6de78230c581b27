import type { MediaId } from "../../domain/ids.ts";
import {
  type MediaKind,
  type Placement,
  signedSeconds,
  type StoredFile,
  type Variant,
} from "../../domain/media/media.ts";
import { dropNextAvatar, showNextAvatar } from "../people/avatars.ts";
import { mediaLeases, type MediaWork } from "./claims.ts";
import { deleteUploadLater, giveUpUpload, recordMediaUpdate } from "./media.ts";
import type { Sql } from "../sql.ts";
import { requireLease } from "../outbox/leases.ts";
import { deleteObjectsLater, keepObjects } from "../outbox/storage_deletions.ts";
import type { Tx } from "../transact.ts";

/** Objects that a worker wrote and never used are deleted after this. */
export const UNUSED_OBJECT_SECONDS = 86_400;

/** The data of a processed picture or video. */
export interface ProcessedMedia {
  kind: MediaKind;
  format: string;
  width: number;
  height: number;
  frames: number;
  thumbhash: string;
  dominantColor: string;
  camera?: string;
  takenAt?: string;
  takenAtLocal?: string;
  durationMs?: number;
  hasAudio?: boolean;
  /** Whether a better poster can be made later. */
  needsPoster?: boolean;
}

/** The variants of a picture or a video, and their place in storage. */
export interface StoredVariants {
  objectPrefix: string;
  placement: Placement;
  variants: Variant[];
  /** The objects that a playlist among the variants names. */
  files: StoredFile[];
}

function keysOf({ variants, files }: Pick<StoredVariants, "variants" | "files">): string[] {
  return [...variants, ...files].map(({ key }) => key);
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
    from (select from media where ${mediaLeases.isHeld(sql, work)} for share) as m
    cross join unnest(${keys}::text[]) as k (key)
    on conflict (key) do update set due_at = excluded.due_at`;
  requireLease(count > 0);
}

/**
 * Records how much of the work on a file is done, in percent. A worker that has lost the file
 * changes nothing.
 */
export async function recordProgress(sql: Sql, work: MediaWork, percent: number): Promise<void> {
  await mediaLeases.update(sql, work, sql`progress = ${percent}`);
}

/** Makes a processed file ready. The caller publishes the posts that waited for it. */
export async function finishMedia(
  tx: Tx,
  work: MediaWork,
  made: ProcessedMedia,
  stored: StoredVariants,
): Promise<void> {
  const { kind, width, height, frames, thumbhash, dominantColor, format } = made;
  const columns = { kind, width, height, frames, thumbhash, dominantColor, format };
  await lockMessageOf(tx.sql, work.id);
  const { count } = await tx.sql`
    update media set ${tx.sql({ ...columns, fileSize: work.declaredBytes })},
      camera = ${made.camera ?? null}, taken_at = ${made.takenAt ?? null},
      taken_at_local = ${made.takenAtLocal ?? null}, duration_ms = ${made.durationMs ?? null},
      has_audio = ${made.hasAudio ?? null}, needs_poster = ${made.needsPoster ?? false},
      ${placed(tx.sql, work, stored)}, status = 'ready', error = null
    where ${mediaLeases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await keepObjects(tx.sql, keysOf(stored));
  await deleteUploadLater(tx.sql, work.id);
  tx.record({ type: "media.ready", mediaId: work.id, ownerId: work.ownerId });
  await showNextAvatar(tx, work.id, work.ownerId);
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

/** Switches a picture to the variants that show its edit. The old ones may show what is cut off. */
export async function finishEdit(
  tx: Tx,
  work: MediaWork,
  made: Pick<ProcessedMedia, "width" | "height" | "thumbhash" | "dominantColor">,
  stored: StoredVariants,
): Promise<void> {
  const { width, height, thumbhash, dominantColor } = made;
  await lockMessageOf(tx.sql, work.id);
  const { count } = await tx.sql`
    update media set ${tx.sql({ width, height, thumbhash, dominantColor })},
      ${placed(tx.sql, work, stored)}
    where ${mediaLeases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await replaceObjects(tx.sql, work, stored, 0);
  tx.record({ type: "media.ready", mediaId: work.id, ownerId: work.ownerId });
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

/**
 * Switches a picture to its copies in the new placement. Public addresses stop working at once.
 * Signed addresses work until they expire, unless fewer people may now see the picture. That may
 * have been decided while it was copied.
 */
export async function finishMove(tx: Tx, work: MediaWork, stored: StoredVariants): Promise<void> {
  const [held] = await tx.sql<{ isRekeyWanted: boolean }[]>`
    update media set ${placed(tx.sql, work, stored)}
    from (select is_rekey_wanted from media where ${
    mediaLeases.isHeld(tx.sql, work)
  } for update) as old
    where ${mediaLeases.isHeld(tx.sql, work)}
    returning old.is_rekey_wanted`;
  requireLease(held !== undefined);
  const isKept = work.placement === "private" && !held.isRekeyWanted;
  const seconds = isKept ? signedSeconds(work.isVideo ? "video" : "image") : 0;
  await replaceObjects(tx.sql, work, stored, seconds);
  await recordMediaUpdate(tx, work.id, work.ownerId);
}

/** Keeps the new objects of a file, and lists for deletion after `seconds` those it had before. */
async function replaceObjects(
  sql: Sql,
  work: MediaWork,
  stored: StoredVariants,
  seconds: number,
): Promise<void> {
  const [before, after] = [keysOf(work), keysOf(stored)];
  await keepObjects(sql, after.filter((key) => !before.includes(key)));
  await deleteObjectsLater(sql, before.filter((key) => !after.includes(key)), seconds);
}

/**
 * The columns of a file whose objects are stored. An edit that came during the work is still to be
 * shown.
 */
function placed(
  sql: Sql,
  { editRev }: MediaWork,
  { objectPrefix, placement, variants, files }: StoredVariants,
) {
  return sql`
    object_prefix = ${objectPrefix}, placement = ${placement},
    variants = ${sql.json(variants as never)}, files = ${sql.json(files as never)},
    is_rekey_wanted = edit_rev <> ${editRev}, is_edit_wanted = edit_rev <> ${editRev},
    attempts = 0, lease_id = null, leased_until = '-infinity', updated_at = now()`;
}

/** Locks the message of a picture, if there is one. A deletion locks the two in the same order. */
export async function lockMessageOf(sql: Sql, mediaId: MediaId): Promise<void> {
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
    where ${mediaLeases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await giveUpUpload(tx.sql, work.id);
  await dropNextAvatar(tx.sql, work.id, work.ownerId);
  tx.record({ type: "media.failed", mediaId: work.id, ownerId: work.ownerId });
  await recordMediaUpdate(tx, work.id, work.ownerId);
}
