import type { Context } from "./mod.ts";
import { VARIANT_NAMES, type VariantName } from "../domain/media/media.ts";
import type { PictureRight } from "../lib/security/picture_tokens.ts";

export type { PictureRight };

/** Who looks at pictures: a user, or somebody without an account. */
export type PictureViewer = Pick<PictureRight, "viewerId" | "sessionsEndedAt">;

/** Somebody who has no account. */
export const ANYBODY: PictureViewer = { viewerId: null, sessionsEndedAt: 0 };

/** Returns the right of a viewer to pictures of a post, by a share link or without one. */
export function postRight(
  { viewerId, sessionsEndedAt }: PictureViewer,
  postId: string,
  linkId: string | null = null,
): PictureRight {
  return { viewerId, sessionsEndedAt, postId, linkId, isReview: false };
}

/** Returns the right of a viewer to a picture wherever they see it: in posts of theirs or of others. */
export function anyRight({ viewerId, sessionsEndedAt }: PictureViewer): PictureRight {
  return { viewerId, sessionsEndedAt, postId: null, linkId: null, isReview: false };
}

/** Returns who looks at pictures, by their id. */
export async function pictureViewer(
  { cache }: Context,
  viewerId: string | null,
): Promise<PictureViewer> {
  const relations = viewerId === null ? undefined : await cache.relations.get(viewerId);
  return relations === undefined
    ? { viewerId, sessionsEndedAt: 0 }
    : { viewerId, sessionsEndedAt: relations.sessionsEndedAt };
}

/**
 * Returns the address of a picture. One that is for everybody is stable and lies at the CDN. Any
 * other is ours, and bound to who was shown it: each time it is asked for, they must still see it.
 */
export function pictureUrl(
  { config, storage, pictureTokens }: Context,
  { mediaId, name, key }: { mediaId: string; name: VariantName; key: string },
  right: PictureRight,
): string {
  if (key.startsWith("public/")) return storage.publicUrl(key);
  const claim = { ...right, mediaId, variant: VARIANT_NAMES.indexOf(name) };
  return `${config.PUBLIC_URL}/m/${pictureTokens.encode(claim)}`;
}
