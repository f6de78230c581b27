import type { MediaId, UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type PictureEdit, UNEDITED } from "../../domain/media/edit.ts";
import type { Tx } from "../transact.ts";
import { mediaObject } from "./columns.ts";

/** A new way in which an owner wants a picture shown. Parts that are left out stay. */
export interface EditChange {
  mediaId: MediaId;
  ownerId: UserId;
  turn?: Pick<PictureEdit, "rotate" | "crop">;
  focus?: PictureEdit["focus"];
}

/**
 * Records how a picture is to be shown. Its variants are made anew if they exist already. Throws
 * `not_found`, and `unprocessable` for animations, videos and failed uploads.
 */
export async function editPicture(tx: Tx, change: EditChange): Promise<Media> {
  const { mediaId, ownerId, turn, focus } = change;
  const [row] = await tx.sql<{ media: Media; isVideo: boolean }[]>`
    select ${mediaObject(tx.sql)} as media, m.is_video from media m
    where m.id = ${mediaId} and m.owner_id = ${ownerId} for no key update`;
  const { media, isVideo } = must(row, "Picture not found.");
  if (isVideo || media.kind !== "image") {
    throw new AppError("unprocessable", "Only still pictures can be turned and cropped.");
  }
  if (media.status === "failed") {
    throw new AppError("unprocessable", "This picture could not be processed. Upload it again.");
  }
  const edit = {
    ...media.edit ?? UNEDITED,
    ...turn,
    ...focus === undefined ? {} : { focus },
  };
  await tx.sql`
    update media set edit = ${tx.sql.json(edit as never)}, edit_rev = edit_rev + 1,
      is_edit_wanted = status = 'ready', is_rekey_wanted = is_rekey_wanted or status = 'ready',
      updated_at = now()
    where id = ${mediaId}`;
  tx.wake("media");
  return { ...media, edit };
}
