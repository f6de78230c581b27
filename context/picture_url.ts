import type { MediaId, MessageId, PostId, UserId } from "../domain/ids.ts";
import type { Context } from "./mod.ts";
import type { Variant } from "../domain/media/media.ts";
import { variantCode } from "../domain/media/variants.ts";
import type { PictureRight } from "../lib/security/picture_tokens.ts";

export type { PictureRight };

/** Somebody who views pictures: a user, or a person without an account. */
export type PictureViewer = Pick<PictureRight, "viewerId" | "sessionsEndedAt">;

/** Anybody without an account. */
export const ANYBODY: PictureViewer = { viewerId: null, sessionsEndedAt: 0 };

/** Returns a viewer's right to the pictures of a post, by a share link or without one. */
export function postRight(
  { viewerId, sessionsEndedAt }: PictureViewer,
  postId: PostId,
  linkId: string | null = null,
): PictureRight {
  return { viewerId, sessionsEndedAt, postId, messageId: null, linkId, isReview: false };
}

/** Returns a viewer's right to the pictures of a message, as long as they see it. */
export function messageRight(
  { viewerId, sessionsEndedAt }: PictureViewer,
  messageId: MessageId,
): PictureRight {
  return { viewerId, sessionsEndedAt, postId: null, messageId, linkId: null, isReview: false };
}

/** Returns a viewer's right to a picture wherever they see it, of their own or of others. */
export function anyRight({ viewerId, sessionsEndedAt }: PictureViewer): PictureRight {
  return {
    viewerId,
    sessionsEndedAt,
    postId: null,
    messageId: null,
    linkId: null,
    isReview: false,
  };
}

/** Returns the viewer with this id. */
export async function pictureViewer(
  { cache }: Context,
  viewerId: UserId | null,
): Promise<PictureViewer> {
  const relations = viewerId === null ? undefined : await cache.relations.get(viewerId);
  return relations === undefined
    ? { viewerId, sessionsEndedAt: 0 }
    : { viewerId, sessionsEndedAt: relations.sessionsEndedAt };
}

/**
 * Returns the address of a picture. Public pictures have a stable one at the CDN. Other addresses
 * are ours and name the viewer: each request checks that they may still see the picture.
 */
export function pictureUrl(
  { config, storage, pictureTokens }: Context,
  mediaId: MediaId,
  variant: Pick<Variant, "name" | "contentType" | "key">,
  right: PictureRight,
): string {
  if (variant.key.startsWith("public/")) return storage.publicUrl(variant.key);
  const claim = { ...right, mediaId, variant: variantCode(variant) };
  return `${config.PUBLIC_URL}/m/${pictureTokens.encode(claim)}`;
}
