import type { MediaId } from "../../domain/ids.ts";
import { lackOf } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { replaceMedia } from "./media.ts";
import { contentOf, type LockedPost } from "./lock.ts";
import { publishWaiting } from "./publication.ts";
import type { Tx } from "../transact.ts";

/**
 * Changes the pictures of a post whose text has just been changed. A draft may be empty. Any other
 * post needs some content, and a picture if the service requires one.
 */
export async function editAlbum(
  tx: Tx,
  post: LockedPost,
  { mediaIds }: { mediaIds?: MediaId[] | undefined },
  photoOnly: boolean,
): Promise<void> {
  if (mediaIds !== undefined) await replaceMedia(tx, post, mediaIds);
  if (post.status !== "draft") {
    // An edit needs a picture only if it changes the pictures, not for every change of the text.
    const lack = lackOf(await contentOf(tx.sql, post.id), photoOnly && mediaIds !== undefined);
    if (lack !== null) throw new AppError("unprocessable", lack);
  }
  if (mediaIds !== undefined && post.status === "processing") await publishWaiting(tx, [post.id]);
}
