import type { Context } from "../../context/mod.ts";
import type { MediaId, MessageId, UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import { seeMessages } from "./visible_message.ts";

/** Returns a picture of a message, or null if the viewer does not see the message whole. */
export async function seeAttachment(
  ctx: Context,
  viewerId: UserId | null,
  { messageId, mediaId }: { messageId: MessageId; mediaId: MediaId },
): Promise<Media | null> {
  if (viewerId === null) return null;
  const seen = (await seeMessages(ctx, viewerId, [messageId])).get(messageId);
  if (seen?.sight !== "shown") return null;
  return seen.card.media.find(({ id }) => id === mediaId) ?? null;
}
