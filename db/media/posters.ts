import type { MediaId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import { requireLease } from "../outbox/leases.ts";
import type { Tx } from "../transact.ts";
import { mediaLeases, type MediaWork } from "./claims.ts";
import { finishMove, type ProcessedMedia, type StoredVariants } from "./processing.ts";

/** Returns the picture of an upload that its owner may choose as a poster. Throws `unprocessable`. */
export async function requirePoster(
  sql: Sql,
  uploadId: string,
  ownerId: UserId,
): Promise<MediaId> {
  const [poster] = await sql<{ id: MediaId }[]>`
    select id from media
    where upload_id = ${uploadId} and owner_id = ${ownerId} and not is_video
      and status in ('processing', 'ready')`;
  if (poster) return poster.id;
  throw new AppError(
    "unprocessable",
    "The poster must be a picture of yours whose upload is complete.",
  );
}

/** Returns the object with the picture that the owner has chosen as the poster, or null. */
export async function findPosterSource(
  sql: Sql,
  { posterMediaId, ownerId }: MediaWork,
): Promise<{ key: string } | null> {
  if (posterMediaId === null) return null;
  const [source] = await sql<{ key: string }[]>`
    select case status
        when 'processing' then upload_key
        else (
          select v ->> 'key' from jsonb_array_elements(variants) as v
          where v ->> 'name' = 'original' limit 1)
      end as key
    from media
    where id = ${posterMediaId} and owner_id = ${ownerId} and status in ('processing', 'ready')`;
  return source ?? null;
}

/** Replaces the files of a ready video by those with its own poster. */
export async function finishPoster(
  tx: Tx,
  work: MediaWork,
  { thumbhash, dominantColor }: Pick<ProcessedMedia, "thumbhash" | "dominantColor">,
  stored: StoredVariants,
): Promise<void> {
  const { count } = await tx.sql`
    update media set needs_poster = false, thumbhash = ${thumbhash},
      dominant_color = ${dominantColor}
    where ${mediaLeases.isHeld(tx.sql, work)}`;
  requireLease(count > 0);
  await finishMove(tx, work, stored);
}

/** Leaves a video its neutral poster: no other can be made. */
export async function keepNeutralPoster(sql: Sql, work: MediaWork): Promise<void> {
  await mediaLeases.release(sql, work, { set: sql`needs_poster = false, attempts = 0` });
}
