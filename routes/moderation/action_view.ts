import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ModerationAction } from "../../db/moderation/actions.ts";
import { MODERATION_ACTIONS, SUBJECT_TYPES } from "../../domain/moderation/moderation.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The subject of a report, an action or an appeal. */
export const subjectSchema = z.object({ type: z.enum(SUBJECT_TYPES), id: idSchema }).meta({
  id: "ModerationSubject",
});

/** An action, as the moderator who took it sees it. */
export const moderationActionSchema = z.object({
  actionId: idSchema,
  action: z.enum(MODERATION_ACTIONS),
  subject: subjectSchema,
  userId: idSchema,
  reason: z.string(),
  until: timeSchema.nullable(),
  createdAt: timeSchema,
}).meta({ id: "ModerationAction" });

/** Returns an action, as the moderator who took it sees it. */
export function moderationActionView(
  act: ModerationAction,
): z.input<typeof moderationActionSchema> {
  return {
    actionId: act.id,
    action: act.action,
    subject: { type: act.subjectType, id: act.subjectId },
    userId: act.personId,
    reason: act.reason,
    until: act.until?.toISOString() ?? null,
    createdAt: act.createdAt.toISOString(),
  };
}

const actorSchema = z.object({ userId: idSchema, username: z.string().nullable() }).meta({
  id: "ModerationActor",
});

/** An entry of the audit: an action with its actor, and the report or appeal that led to it. */
export const auditEntrySchema = moderationActionSchema.extend({
  actor: actorSchema.nullable(),
  reportId: idSchema.nullable(),
  appealId: idSchema.nullable(),
}).meta({ id: "AuditEntry" });

/** Returns entries of the audit with the current usernames of their actors. */
export async function loadAuditViews(
  ctx: Context,
  acts: readonly ModerationAction[],
): Promise<z.input<typeof auditEntrySchema>[]> {
  const actorIds = acts.map((act) => act.actorId).filter((id) => id !== null);
  const actors = await ctx.cache.users.getMany([...new Set(actorIds)]);
  return acts.map((act) => ({
    ...moderationActionView(act),
    actor: act.actorId === null
      ? null
      : { userId: act.actorId, username: actors.get(act.actorId)?.username ?? null },
    reportId: act.reportId,
    appealId: act.appealId,
  }));
}
