import type { Context } from "../../context/mod.ts";
import {
  anyRight,
  messageRight,
  type PictureRight,
  pictureViewer,
} from "../../context/picture_url.ts";
import { findMedia } from "../../db/media/media.ts";
import { findMessageWith } from "../../db/messages/attachments.ts";
import type { MediaId, UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import { seeAttachment } from "../messages/attachments.ts";

/** A picture that a viewer sees, and the right by which they do. */
export interface SeenMedia {
  media: Media;
  right: PictureRight;
}

/** Returns a picture that the viewer owns, or sees in a post, in a message or as an avatar. */
export async function seeMedia(
  ctx: Context,
  mediaId: MediaId,
  viewerId: UserId | null,
): Promise<SeenMedia | null> {
  const viewer = await pictureViewer(ctx, viewerId);
  const media = await findMedia(ctx.sql, mediaId, viewerId);
  if (media !== null) return { media, right: anyRight(viewer) };
  const messageId = await findMessageWith(ctx.sql, mediaId);
  if (messageId === null) return null;
  const attached = await seeAttachment(ctx, viewerId, { messageId, mediaId });
  return attached && { media: attached, right: messageRight(viewer, messageId) };
}
