import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { findSessionsEnd } from "../../db/people/sessions_end.ts";
import { loadReportedMedia } from "../../db/moderation/snapshots.ts";
import type { Sql } from "../../db/sql.ts";
import type { Snapshot } from "../../domain/moderation/moderation.ts";
import { mediaSchema, mediaView } from "../media/media_view.ts";
import { anyRight } from "../../context/picture_url.ts";
import { idSchema } from "../http/values.ts";

/** A reported thing as it was then, without pictures that were deleted since. */
export const snapshotSchema = z.object({
  username: z.string(),
  createdAt: z.string(),
  isPrivate: z.boolean(),
  fullName: z.string().nullable().optional(),
  bio: z.string().optional(),
  website: z.string().nullable().optional(),
  header: z.string().nullable().optional(),
  caption: z.string().optional(),
  contentWarning: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  locationName: z.string().nullable().optional(),
  privacy: z.string().optional(),
  postId: idSchema.optional(),
  conversationId: idSchema.optional(),
  content: z.string().optional(),
  before: z.array(
    z.object({
      messageId: idSchema,
      username: z.string(),
      content: z.string(),
      createdAt: z.string(),
    }).meta({ id: "SnapshotMessage" }),
  ).optional().describe("The messages before a message, the oldest first."),
  media: z.array(mediaSchema),
}).meta({ id: "ContentSnapshot" });

/** A reported thing as it was then. */
export type SnapshotView = z.input<typeof snapshotSchema>;

/** Returns the views of snapshots, in their order; null for a missing one. */
export async function snapshotViews<S extends Snapshot | null>(
  ctx: Context,
  sql: Sql,
  moderatorId: UserId,
  reported: readonly { snapshot: S; isPrivate: boolean }[],
): Promise<(S extends null ? null : SnapshotView)[]> {
  const media = await loadReportedMedia(
    sql,
    reported.flatMap(({ snapshot }) => snapshot?.mediaIds ?? []),
  );
  const sessionsEndedAt = await findSessionsEnd(sql, moderatorId);
  const right = { ...anyRight({ viewerId: moderatorId, sessionsEndedAt }), isReview: true };
  const views = reported.map(({ snapshot, isPrivate }) => {
    if (snapshot === null) return null;
    const { mediaIds, ...rest } = snapshot;
    const pictures = mediaIds.flatMap((id) => media.get(id) ?? []);
    const shown = pictures.map((one) => mediaView(ctx, one, { isOwner: false, right }));
    return { ...rest, isPrivate, media: shown };
  });
  return views as (S extends null ? null : SnapshotView)[];
}
