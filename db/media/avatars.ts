import type { MediaId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";

/** Fails unless a person may show this picture of theirs to everybody, as an avatar. */
export async function requireAvatar(sql: Sql, ownerId: UserId, mediaId: MediaId): Promise<void> {
  // The lock keeps posts from making the picture private meanwhile: avatars are public.
  const [media] = await sql`
    select from media
    where id = ${mediaId} and owner_id = ${ownerId} and status = 'ready' and kind <> 'video'
      and placement = 'public' and wanted_placement = 'public'
    for share`;
  if (media) return;
  throw new AppError(
    "unprocessable",
    "A profile picture must be a processed picture of yours that no private post shows.",
  );
}
